#include "merging/merge.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/version.h"
#include "checkpoints/companions.h"
#include "checkpoints/new_folder.h"
#include "checkpoints/shards.h"
#include "merging/checkpoint.h"
#include "merging/numbers.h"

namespace dragoman::merging {
namespace {

struct Inputs {
  Checkpoint base;
  std::vector<Checkpoint> models;
};

void check_settings(const MergeRequest& request, const Method& method) {
  const size_t models = request.models.size();
  const Settings& settings = request.settings;
  if (models < method.least_models || models > method.most_models)
    throw_input("merge: {} takes {} {} --model folders, {} were given", method.name,
                models < method.least_models ? "at least" : "at most",
                models < method.least_models ? method.least_models : method.most_models, models);
  DRAGOMAN_CHECK(settings.weight.size() == models && settings.density.size() == models,
                 "every model has a weight and a density");
  for (const double density : settings.density)
    if (!(density > 0.0 && density <= 1.0))
      throw_input("merge: a density of {} is no share above 0 and up to 1", density);
  double sum = 0.0;
  for (const double weight : settings.weight) sum += weight;
  if (settings.normalize && sum == 0.0)
    throw_input("merge: the weights add up to 0, so that they can't be normalized");
}

Inputs open_inputs(const MergeRequest& request) {
  check_settings(request, find_method(request.method));
  Inputs inputs{open_checkpoint(request.base), {}};
  for (const Path& folder : request.models) {
    inputs.models.push_back(open_checkpoint(folder));
    check_alike(inputs.base, inputs.models.back());
  }
  return inputs;
}

std::vector<Path> sources(const MergeRequest& request) {
  std::vector<Path> folders = request.models;
  folders.push_back(request.base);
  return folders;
}

// Bytes read of a file leave the memory when they have been merged; those of other formats than
// safetensors lie there until the end.
class Merger {
 public:
  Merger(const MergeRequest& request, Inputs inputs, const Path& output)
      : request_(request),
        method_(find_method(request.method)),
        inputs_(std::move(inputs)),
        output_(output),
        shards_(
            checkpoints::plan_shards(inputs_.base.tensors, request.dtype, request.max_shard_bytes)),
        hashes_(inputs_.models.size() + 1),
        progress_("merge", "MiB", checkpoints::bytes_of(shards_) >> 20) {}

  Report write() {
    for (size_t i = 0; i < shards_.size(); ++i) write_shard(i);
    checkpoints::write_shard_index(shards_, output_);
    checkpoints::write_config(inputs_.base.json, request_.dtype, output_);
    write_file(output_ / "merge.json", record().dump(2) + "\n");
    checkpoints::copy_companions(inputs_.base.folder, output_, [](const Path&) { return true; });
    return std::move(report_);
  }

 private:
  void write_shard(size_t number) {
    std::vector<checkpoints::TensorHeader> headers;
    for (const checkpoints::PlannedTensor& tensor : shards_[number])
      headers.push_back(tensor.header);
    checkpoints::SafetensorsWriter writer(output_ / checkpoints::shard_name(number, shards_.size()),
                                          headers);
    for (const checkpoints::PlannedTensor& tensor : shards_[number])
      write_tensor(tensor, [&](std::span<const std::byte> bytes) {
        writer.append(bytes);
        tell(static_cast<int64_t>(bytes.size()));
      });
    writer.commit();
  }

  // What holds no numbers stays as the base has it.
  void write_tensor(const checkpoints::PlannedTensor& tensor,
                    const std::function<void(std::span<const std::byte>)>& write) {
    const std::string& name = tensor.header.name;
    const checkpoints::StoredTensor& stored = *tensor.source.stored;
    if (!is_number(stored.dtype)) return write(stored.bytes);
    std::vector<checkpoints::LocatedTensor> models;
    for (const Checkpoint& model : inputs_.models) models.push_back(model.tensors.at(name));
    const Parts parts(name, tensor.source, std::move(models));
    const TensorResult result =
        merge_tensor(parts, method_.plan(parts, request_.settings), tensor.header.dtype, write);
    report_.add(checkpoints::decoder_name(name), result.overlap);
    for (size_t s = 0; s < hashes_.size(); ++s)  // in any order of tensors
      hashes_[s] += result.hashes[s] ^ content_hash(std::as_bytes(std::span(name)));
  }

  void tell(int64_t bytes) {
    written_ += bytes;
    progress_.advance((written_ >> 20) - told_);
    told_ = written_ >> 20;
  }

  Json record() const {
    const Settings& settings = request_.settings;
    Json models = Json::array();
    for (size_t k = 0; k < inputs_.models.size(); ++k)
      models.push_back({{"model", inputs_.models[k].folder.string()},
                        {"content_hash", fmt::format("{:016x}", hashes_[k + 1])},
                        {"weight", settings.weight[k]},
                        {"density", settings.density[k]}});
    return {{"dragoman", kVersion},
            {"merge_method", method_.name},
            {"base_model", inputs_.base.folder.string()},
            {"content_hash", fmt::format("{:016x}", hashes_[0])},
            {"models", models},
            {"parameters",
             {{"lambda", settings.lambda},
              {"normalize", settings.normalize},
              {"t", settings.t},
              {"seed", settings.seed},
              {"rounds", settings.rounds},
              {"saliency", settings.moments.empty() ? "magnitude" : "hessian"}}},
            {"calibration", request_.calibration},
            {"dtype", request_.dtype},
            {"report", report_.to_json()}};
  }

  const MergeRequest& request_;
  const Method& method_;
  Inputs inputs_;
  const Path& output_;
  std::vector<checkpoints::PlannedShard> shards_;
  std::vector<uint64_t> hashes_;  // of the numbers of the base and of every model
  Report report_;
  Progress progress_;
  int64_t written_ = 0;  // bytes
  int64_t told_ = 0;     // MiB
};

}  // namespace

void check_merge(const MergeRequest& request) {
  open_inputs(request);
  const checkpoints::NewFolder output(request.output, sources(request));
}

Report merge_checkpoints(const MergeRequest& request) {
  Inputs inputs = open_inputs(request);
  checkpoints::NewFolder output(request.output, sources(request));
  Report report = Merger(request, std::move(inputs), output.path()).write();
  output.publish();
  return report;
}

}  // namespace dragoman::merging
