// The weights' part of a card: files, dtypes, parameters, and whether they are what the
// configuration asks for.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/error.h"
#include "checkpoints/card_parts.h"
#include "checkpoints/parameters.h"
#include "checkpoints/tensor_index.h"

namespace dragoman::checkpoints {
namespace {

constexpr std::array kRunnable{"F32", "BF16", "F16"};
constexpr const char* kWeights = "the weights";

int64_t elements(const StoredTensor& tensor) {
  return tensor_size(tensor.shape, /*element=*/1, "");
}

// The number behind "layers." in a tensor's name; -1: of no layer.
int64_t layer_of(const std::string& name) {
  constexpr std::string_view kMark = "layers.";
  const size_t found = name.find(kMark);
  if (found == name.npos) return -1;
  int64_t layer = -1;
  std::from_chars(name.data() + found + kMark.size(), name.data() + name.size(), layer);
  return layer;
}

bool is_embedding(const std::string& name) {
  return name.find("embed_tokens") != name.npos || name.find("lm_head") != name.npos ||
         name.find("word_embeddings") != name.npos;
}

// Of another sense than text.
bool is_foreign(const std::string& name) {
  for (const char* part : {"vision", "multi_modal", "audio", "visual"})
    if (name.find(part) != name.npos) return true;
  return false;
}

// Counted in elements, over everything that lies in the folder.
struct Counts {
  int64_t total = 0, embeddings = 0, foreign = 0;
  std::map<int64_t, int64_t> layers;
  std::map<std::string, int64_t> dtypes;

  explicit Counts(const TensorIndex& index) {
    for (const auto& [name, tensor] : index.tensors()) {
      const int64_t count = elements(*tensor.stored);
      total += count;
      dtypes[tensor.stored->dtype] += count;
      if (is_foreign(name)) {
        foreign += count;
        continue;
      }
      if (is_embedding(name)) embeddings += count;
      if (const int64_t layer = layer_of(name); layer >= 0) layers[layer] += count;
    }
  }

  int64_t largest_layer() const {
    int64_t largest = 0;
    for (const auto& [layer, count] : layers) largest = std::max(largest, count);
    return largest;
  }
};

void describe_files(const TensorIndex& index, const Counts& counts, Card& card) {
  int64_t bytes = 0;
  Json names = Json::array();
  for (const WeightsFile& file : index.files()) {
    bytes += static_cast<int64_t>(std::filesystem::file_size(file.path()));
    names.push_back(file.path().filename().string());
  }
  std::string dtypes;
  for (const auto& [dtype, count] : counts.dtypes) dtypes += (dtypes.empty() ? "" : ", ") + dtype;
  const std::string what =
      names.size() == 1 ? names[0].get<std::string>() : fmt::format("{} shards", names.size());
  card.add("files", {{"names", names}, {"bytes", bytes}, {"dtypes", counts.dtypes}},
           fmt::format("{}, {}, {} tensors of {}", what, bytes_text(bytes), index.tensors().size(),
                       dtypes));
}

void describe_parameters(const Counts& counts, const Desk& desk, Card& card) {
  std::string text = grouped(counts.total);
  if (counts.embeddings > 0)
    text += fmt::format("; embeddings {}{}", grouped(counts.embeddings),
                        desk.model && desk.model->tie_word_embeddings ? " (also the head)" : "");
  if (!counts.layers.empty())
    text += fmt::format("; {} layers of {}", counts.layers.size(), grouped(counts.largest_layer()));
  card.add("parameters",
           {{"total", counts.total},
            {"embeddings", counts.embeddings},
            {"per_layer", counts.largest_layer()}},
           text);
  card.add("memory", {{"float32_bytes", counts.total * 4}, {"bfloat16_bytes", counts.total * 2}},
           fmt::format("weights {} in float32, {} in bfloat16 or float16",
                       bytes_text(counts.total * 4), bytes_text(counts.total * 2)));
}

// Every tensor that the decoder needs, with its shape and a dtype that can be read.
void check_tensors(const TensorIndex& index, const ModelConfig& model) {
  visit_parameters(model, [&](const Parameter& parameter) {
    const std::string name = parameter.name();
    const LocatedTensor* found = index.find(name);
    if (found == nullptr)
      throw_input("the tensor {} is missing; was the folder copied whole?", name);
    const std::string& dtype = found->stored->dtype;
    if (std::find(kRunnable.begin(), kRunnable.end(), dtype) == kRunnable.end())
      throw_input("{}: weights of dtype {} are not supported (F32, BF16, F16 are)",
                  found->where(name), dtype);
    if (found->stored->shape != parameter.shape)
      throw_input("{}: its shape is not the one that config.json asks for", found->where(name));
  });
}

}  // namespace

bool describe_weights(Desk& desk) {
  std::optional<TensorIndex> index;
  if (!attempt(desk, kWeights, [&] { index.emplace(desk.folder); })) return false;
  const Counts counts(*index);
  describe_parameters(counts, desk, desk.card);
  describe_files(*index, counts, desk.card);
  if (!desk.model) return false;
  if (counts.foreign > 0)
    desk.card.fails("images", fmt::format("the text decoder alone is used; {} other parameters are "
                                          "left aside",
                                          grouped(counts.foreign)));
  return attempt(desk, kWeights, [&] { check_tensors(*index, *desk.model); });
}

}  // namespace dragoman::checkpoints
