#include "nn/export.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "base/progress.h"
#include "checkpoints/companions.h"
#include "checkpoints/tensor_index.h"
#include "nn/adapter.h"
#include "nn/checkpoint.h"

namespace dragoman::nn {
namespace {

using episodes::ExportRequest;

struct PlannedTensor {
  checkpoints::LocatedTensor source;
  checkpoints::TensorHeader header;  // as it will be written
};

using PlannedShard = std::vector<PlannedTensor>;

int64_t bytes_of(const PlannedShard& shard) {
  int64_t sum = 0;
  for (const PlannedTensor& tensor : shard) sum += tensor.header.bytes();
  return sum;
}

bool is_floating(const std::string& dtype) {
  return dtype == "F32" || dtype == "BF16" || dtype == "F16";
}

// As transformers cuts: a shard ends before the tensor that would make it too large.
std::vector<PlannedShard> plan_shards(const checkpoints::TensorIndex& index,
                                      const ExportRequest& request) {
  PlannedShard all;
  for (const auto& [name, located] : index.tensors()) {
    const checkpoints::StoredTensor& stored = *located.stored;
    const bool changes = request.dtype != "auto" && is_floating(stored.dtype);
    all.push_back(
        {located, {name, changes ? stored_name(request.dtype) : stored.dtype, stored.shape}});
  }
  std::sort(all.begin(), all.end(), [](const PlannedTensor& a, const PlannedTensor& b) {
    if (a.source.file != b.source.file) return a.source.file < b.source.file;
    return a.source.stored->bytes.data() < b.source.stored->bytes.data();
  });
  std::vector<PlannedShard> shards(1);
  int64_t held = 0;
  for (PlannedTensor& tensor : all) {
    const int64_t bytes = tensor.header.bytes();
    if (held > 0 && held + bytes > request.max_shard_bytes) {
      shards.emplace_back();
      held = 0;
    }
    held += bytes;
    shards.back().push_back(std::move(tensor));
  }
  return shards;
}

class Exporter {
 public:
  Exporter(const ExportRequest& request, const Path& output)
      : request_(request),
        output_(output),
        config_path_(request.folder / "config.json"),
        config_(parse_json(read_file(config_path_), config_path_.string())),
        index_(request.folder),
        shards_(plan_shards(index_, request)),
        progress_("export", "MiB", total_bytes() >> 20) {
    if (!config_.is_object()) throw_input("{}: a JSON object was expected", config_path_.string());
    if (config_.contains("quantization_config") && request.dtype != "auto")
      throw_input(
          "{}: quantization_config: quantised weights have no other dtype; leave --dtype "
          "out",
          config_path_.string());
    if (request.adapter.empty()) return;
    const ModelConfig model = checkpoints::parse_model_config(config_, config_path_.string());
    adapter_.emplace(request.adapter, model.tie_word_embeddings);
  }

  void write() {
    for (size_t i = 0; i < shards_.size(); ++i) write_shard(i);
    if (adapter_) adapter_->check_used();
    if (shards_.size() > 1) write_index();
    write_config();
    copy_rest();
  }

 private:
  int64_t total_bytes() const {
    int64_t sum = 0;
    for (const PlannedShard& shard : shards_) sum += bytes_of(shard);
    return sum;
  }

  std::string file_name(size_t shard) const {
    if (shards_.size() == 1) return "model.safetensors";
    return fmt::format("model-{:05}-of-{:05}.safetensors", shard + 1, shards_.size());
  }

  void write_shard(size_t number) {
    std::vector<checkpoints::TensorHeader> headers;
    for (const PlannedTensor& tensor : shards_[number]) headers.push_back(tensor.header);
    checkpoints::SafetensorsWriter writer(output_ / file_name(number), headers);
    for (const PlannedTensor& tensor : shards_[number]) {
      write_tensor(tensor, writer);
      tensor.source.release();
      written_ += tensor.header.bytes();
      progress_.advance((written_ >> 20) - told_);
      told_ = written_ >> 20;
    }
    writer.commit();
  }

  void write_tensor(const PlannedTensor& tensor, checkpoints::SafetensorsWriter& writer) {
    const checkpoints::StoredTensor& stored = *tensor.source.stored;
    const std::string name = checkpoints::decoder_name(tensor.header.name);
    const bool adapted = adapter_ && adapter_->concerns(name);
    if (!adapted && stored.dtype == tensor.header.dtype) return writer.append(stored.bytes);
    const std::string where = tensor.source.where(tensor.header.name);
    at::Tensor values = as_float(stored, where);
    if (adapted) adapter_->apply(name, values);
    const at::Tensor cast = values.to(scalar_type(tensor.header.dtype, where)).contiguous();
    if (!at::isfinite(cast).all().item<bool>())
      throw_input("{}: has values that {} can't hold", where, tensor.header.dtype);
    writer.append({static_cast<const std::byte*>(cast.const_data_ptr()), cast.nbytes()});
  }

  // As transformers writes it.
  void write_index() const {
    std::map<std::string, std::string> files;
    int64_t parameters = 0;
    for (size_t i = 0; i < shards_.size(); ++i) {
      for (const PlannedTensor& tensor : shards_[i]) {
        files[tensor.header.name] = file_name(i);
        parameters += tensor.header.bytes() / checkpoints::element_size(tensor.header.dtype, "");
      }
    }
    const Json index = {
        {"metadata", {{"total_parameters", parameters}, {"total_size", total_bytes()}}},
        {"weight_map", files}};
    write_file(output_ / "model.safetensors.index.json", index.dump(2) + "\n");
  }

  // Only the dtype changes, under the key that the file had.
  void write_config() const {
    if (request_.dtype == "auto") return;  // copied with the rest
    Json config = config_;
    bool named = false;
    for (const char* key : {"dtype", "torch_dtype"}) {
      if (!config.contains(key)) continue;
      config[key] = request_.dtype;
      named = true;
    }
    if (!named) config["torch_dtype"] = request_.dtype;
    for (auto& [section, value] : config.items())
      for (const char* key : {"dtype", "torch_dtype"})
        if (value.is_object() && value.contains(key)) value[key] = request_.dtype;
    if (config == config_) return;
    write_file(output_ / "config.json", config.dump(2) + "\n");
  }

  // An adapter's folder has the tokenizer that it was trained with.
  void copy_rest() const {
    const Path& adapter = request_.adapter;
    const bool own_tokenizer =
        !adapter.empty() && (std::filesystem::exists(adapter / "tokenizer.json") ||
                             std::filesystem::exists(adapter / "tokenizer.model"));
    if (own_tokenizer)
      checkpoints::copy_companions(adapter, output_, &checkpoints::is_of_tokenizer);
    checkpoints::copy_companions(request_.folder, output_, [&](const Path& file) {
      return !own_tokenizer || !checkpoints::is_of_tokenizer(file);
    });
    for (const std::string& file : checkpoints::other_weights(request_.folder))
      fmt::print(stderr, "dragoman: {} is left out: it holds weights as they were\n", file);
  }

  const ExportRequest& request_;
  const Path& output_;
  Path config_path_;
  Json config_;
  checkpoints::TensorIndex index_;
  std::vector<PlannedShard> shards_;
  std::optional<Adapter> adapter_;
  Progress progress_;
  int64_t written_ = 0;  // bytes
  int64_t told_ = 0;     // MiB
};

// Somewhere that nothing is lost at, and that is no part of what is read.
void check_output(const ExportRequest& request) {
  const Path& output = request.output;
  if (std::filesystem::exists(output) && !std::filesystem::is_directory(output))
    throw_input("{}: is a file, a new folder was expected", output.string());
  if (std::filesystem::exists(output) && !std::filesystem::is_empty(output))
    throw_input("{}: is not empty; choose another --output", output.string());
  const Path inside = std::filesystem::weakly_canonical(output).lexically_relative(
      std::filesystem::weakly_canonical(request.folder));
  if (!inside.empty() && *inside.begin() != "..")
    throw_input("{}: lies in the model's own folder; choose another --output", output.string());
}

}  // namespace

void export_checkpoint(const ExportRequest& request) {
  const at::NoGradGuard no_gradients;
  check_output(request);
  Path output = request.output;
  if (output.filename().empty()) output = output.parent_path();  // a slash at the end
  Path partial = output;
  partial += ".partial";
  std::error_code ignored;
  std::filesystem::remove_all(partial, ignored);
  make_folder(partial);
  try {
    Exporter(request, partial).write();
  } catch (...) {
    std::filesystem::remove_all(partial, ignored);
    throw;
  }
  publish_folder(partial, output);
}

}  // namespace dragoman::nn
