#include "checkpoints/companions.h"

#include <algorithm>
#include <array>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

constexpr std::array kWeightEndings{".safetensors", ".bin",  ".pth", ".pt",
                                    ".ckpt",        ".gguf", ".h5",  ".msgpack",
                                    ".onnx",        ".ot",   ".npz", ".onnx_data"};
constexpr std::array kTokenizerFiles{"tokenizer.json",
                                     "tokenizer_config.json",
                                     "special_tokens_map.json",
                                     "added_tokens.json",
                                     "vocab.json",
                                     "merges.txt",
                                     "vocab.txt",
                                     "tokenizer.model",
                                     "spiece.model",
                                     "sentencepiece.bpe.model",
                                     "chat_template.jinja",
                                     "chat_template.json"};

template <class Names>
bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_hidden(const Path& path) { return path.filename().string().starts_with('.'); }

void copy_one(const Path& from, const Path& to) {
  std::error_code error;
  make_folder(to.parent_path());
  std::filesystem::copy_file(from, to, error);
  if (error)
    throw_failure("{}: cannot be copied to {}: {}", from.string(), to.string(), error.message());
}

}  // namespace

bool holds_weights(const Path& file) {
  const std::string name = file.filename().string();
  return contains(kWeightEndings, file.extension().string()) || name.ends_with(".index.json");
}

bool is_of_tokenizer(const Path& file) {
  return contains(kTokenizerFiles, file.string()) ||
         file.begin()->string() == "additional_chat_templates";
}

bool has_tokenizer(const Path& folder) {
  for (const char* name : {"tokenizer.json", "tokenizer.model", "vocab.json"})
    if (std::filesystem::exists(folder / name)) return true;
  return false;
}

void copy_companions(const Path& from, const Path& to,
                     const std::function<bool(const Path&)>& wanted) {
  using Walk = std::filesystem::recursive_directory_iterator;
  for (auto entry = Walk(from); entry != Walk(); ++entry) {
    const Path inside = entry->path().lexically_relative(from);
    if (entry->is_directory() && (is_hidden(inside) || inside == "trainer"))
      entry.disable_recursion_pending();
    if (!entry->is_regular_file() || is_hidden(inside) || holds_weights(inside)) continue;
    if (wanted(inside) && !std::filesystem::exists(to / inside))
      copy_one(entry->path(), to / inside);
  }
}

std::vector<std::string> other_weights(const Path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const Path name = entry.path().filename();
    const bool index = name.string().ends_with(".index.json");
    if (entry.is_regular_file() && holds_weights(name) && !index &&
        name.extension() != ".safetensors")
      names.push_back(name.string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace dragoman::checkpoints
