// The card of an adapter's folder.
#include <set>

#include <fmt/ranges.h>

#include "base/error.h"
#include "checkpoints/card_parts.h"
#include "checkpoints/lora_config.h"
#include "checkpoints/weights_file.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kAdapterCommands = "--model, --adapter, train, export";

void describe_pairs(const Path& file, Card& card) {
  const WeightsFile stored(file);
  std::set<std::string> modules;
  std::set<std::string> dtypes;
  int64_t parameters = 0;
  int64_t pairs = 0;
  for (const auto& [name, tensor] : stored.tensors()) {
    int64_t count = 1;
    for (const int64_t extent : tensor.shape) count *= extent;
    parameters += count;
    dtypes.insert(tensor.dtype);
    const size_t end = name.find(".lora_A");
    if (end == name.npos) continue;
    ++pairs;
    modules.insert(name.substr(name.rfind('.', end - 1) + 1, end - name.rfind('.', end - 1) - 1));
  }
  card.add("parameters", {{"total", parameters}, {"pairs", pairs}, {"dtypes", dtypes}},
           fmt::format("{} in {} pairs ({})", grouped(parameters), pairs, fmt::join(dtypes, ", ")));
  card.add("modules", modules, fmt::format("{}", fmt::join(modules, ", ")));
}

void describe_settings(const LoraConfig& config, const Path& folder, Card& card) {
  const double scale = config.scale("", config.rank, folder.string());
  card.add("base", config.base, config.base.empty() ? "not named" : config.base);
  card.add("lora",
           {{"r", config.rank},
            {"lora_alpha", config.alpha},
            {"lora_dropout", config.dropout},
            {"use_rslora", config.rank_stabilised},
            {"scale", scale}},
           fmt::format("r {}, alpha {:g}, so scale {:.4g}{}; dropout {:g} in training", config.rank,
                       config.alpha, scale, config.rank_stabilised ? " (rank-stabilised)" : "",
                       config.dropout));
  if (!config.modules_to_save.empty())
    card.add("modules_to_save", config.modules_to_save,
             fmt::format("{} (whole)", fmt::join(config.modules_to_save, ", ")));
  if (!config.alpha_pattern.empty())
    card.add("alpha_pattern", config.alpha_pattern,
             fmt::format("{} patterns", config.alpha_pattern.size()));
}

}  // namespace

void describe_adapter(Desk& desk) {
  desk.card.kind = "adapter";
  desk.card.title = "an adapter (PEFT)";
  const Path& folder = desk.folder;
  bool sound = attempt(desk, kAdapterCommands, [&] {
    describe_settings(read_lora_config(folder), folder, desk.card);
    describe_pairs(adapter_weights(folder), desk.card);
  });
  sound = sound && attempt(desk, "--model alone", [&] {
            const Path base = adapter_base(folder, "give it as --model, and this as --adapter");
            desk.card.add("base_folder", base.string(), base.string());
          });
  if (sound) desk.card.works(kAdapterCommands, "a LoRA adapter whose base is there");
}

}  // namespace dragoman::checkpoints
