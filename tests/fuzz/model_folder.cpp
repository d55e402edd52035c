// A model's folder in which one file is arbitrary: the first byte chooses which.
#include "checkpoints/card.h"
#include "checkpoints/encoder_config.h"
#include "checkpoints/folders_for_tests.h"
#include "checkpoints/lora_config.h"
#include "checkpoints/tensor_index.h"
#include "fuzz.h"

namespace dragoman {
namespace {

using namespace checkpoints;

constexpr const char* kFiles[] = {"config.json", "generation_config.json", "tokenizer_config.json",
                                  "model.safetensors.index.json", "adapter_config.json"};

// Everything that a run reads before it takes memory for the weights.
void read_config(const Path& folder) {
  const std::string where = (folder / "config.json").string();
  const Json json = parse_json(read_file(where), where);
  if (is_encoder(json)) return void(parse_encoder_config(json, where));
  const ModelConfig config = parse_model_config(json, where);
  fuzz::expect(parameter_count(config) > 0, "parameters can be counted");
  fuzz::expect(config.context_length() > 0, "contexts have a length");
  if (config.head_dim <= 1024) rope_frequencies(config.rope, config.head_dim, 4096);
  fuzz::expect(!to_line(to_json(config)).empty(), "a configuration can be written");
}

void try_folder(uint8_t choice, std::string_view bytes) {
  static const ScratchFolder folder;
  static const bool whole = [] {
    write_model(folder, small_config("llama"));
    return true;
  }();
  fuzz::expect(whole, "the folder is whole");
  const std::string name = kFiles[choice % std::size(kFiles)];
  const Path file = folder.path() / name;
  const std::string before = std::filesystem::exists(file) ? read_file(file) : "";
  const Path weights = folder.path() / "model.safetensors";
  const Path aside = folder.path() / "aside.safetensors";
  const bool index = name.ends_with("index.json");
  if (index) std::filesystem::rename(weights, aside);
  fuzz::write(file, bytes);
  fuzz::run([&] { read_config(folder.path()); });
  fuzz::run([&] { read_lora_config(folder.path()); });
  fuzz::run([&] {
    const Card card = read_card(folder.path());
    fuzz::expect(!to_line(to_json(card)).empty() && !to_text(card).empty(), "a card has words");
  });
  if (index) std::filesystem::rename(aside, weights);
  std::filesystem::remove(file);
  if (!before.empty()) fuzz::write(file, before);
}

}  // namespace
}  // namespace dragoman

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  if (size == 0) return 0;
  try_folder(data[0], fuzz::text_of(data + 1, size - 1));
  return 0;
}
