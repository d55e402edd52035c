#include "nn/export.h"

#include <ATen/ATen.h>

#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "base/progress.h"
#include "checkpoints/companions.h"
#include "checkpoints/new_folder.h"
#include "checkpoints/shards.h"
#include "checkpoints/tensor_index.h"
#include "nn/adapter.h"
#include "nn/checkpoint.h"

namespace dragoman::nn {
namespace {

using episodes::ExportRequest;

class Exporter {
 public:
  Exporter(const ExportRequest& request, const Path& output)
      : request_(request),
        output_(output),
        config_path_(request.folder / "config.json"),
        config_(parse_json(read_file(config_path_), config_path_.string())),
        index_(request.folder),
        shards_(checkpoints::plan_shards(index_.tensors(), request.dtype, request.max_shard_bytes)),
        progress_("export", "MiB", checkpoints::bytes_of(shards_) >> 20) {
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
    checkpoints::write_shard_index(shards_, output_);
    checkpoints::write_config(config_, request_.dtype, output_);
    copy_rest();
  }

 private:
  void write_shard(size_t number) {
    std::vector<checkpoints::TensorHeader> headers;
    for (const checkpoints::PlannedTensor& tensor : shards_[number])
      headers.push_back(tensor.header);
    checkpoints::SafetensorsWriter writer(output_ / checkpoints::shard_name(number, shards_.size()),
                                          headers);
    for (const checkpoints::PlannedTensor& tensor : shards_[number]) {
      write_tensor(tensor, writer);
      tensor.source.release();
      written_ += tensor.header.bytes();
      progress_.advance((written_ >> 20) - told_);
      told_ = written_ >> 20;
    }
    writer.commit();
  }

  void write_tensor(const checkpoints::PlannedTensor& tensor,
                    checkpoints::SafetensorsWriter& writer) {
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
  std::vector<checkpoints::PlannedShard> shards_;
  std::optional<Adapter> adapter_;
  Progress progress_;
  int64_t written_ = 0;  // bytes
  int64_t told_ = 0;     // MiB
};

}  // namespace

void export_checkpoint(const ExportRequest& request) {
  const at::NoGradGuard no_gradients;
  checkpoints::NewFolder output(request.output, {&request.folder, 1});
  Exporter(request, output.path()).write();
  output.publish();
}

}  // namespace dragoman::nn
