// One line a family; each is a file of its own.
#include "checkpoints/family.h"

#include <algorithm>
#include <array>
#include <span>

#define FOR_EACH_FAMILY(X) X(llama) X(mistral) X(qwen2) X(qwen3) X(gemma2) X(gemma3_text)

namespace dragoman::checkpoints {

#define DECLARE(name) Family name();
FOR_EACH_FAMILY(DECLARE)
#undef DECLARE

namespace {

std::span<const Family> families() {
#define ROW(name) name(),
  static const std::array entries{FOR_EACH_FAMILY(ROW)};
#undef ROW
  return entries;
}

// The known family that begins most like `name`; "" when none does.
std::string_view relative(std::string_view name) {
  constexpr size_t kLeast = 3;  // letters in common
  size_t most = kLeast - 1;
  std::string_view found;
  for (const Family& family : families()) {
    const std::string_view known = family.model_type;
    const auto [end, unused] = std::mismatch(known.begin(), known.end(), name.begin(), name.end());
    const auto common = static_cast<size_t>(end - known.begin());
    if (common <= most) continue;
    most = common;
    found = known;
  }
  return found;
}

}  // namespace

const Family* known_family(std::string_view model_type) {
  for (const Family& family : families())
    if (model_type == family.model_type) return &family;
  return nullptr;
}

const Family& find_family(std::string_view model_type, const std::string& where) {
  if (const Family* family = known_family(model_type)) return *family;
  std::string known;
  for (const Family& family : families())
    known += (known.empty() ? "" : ", ") + std::string(family.model_type);
  const std::string_view near = relative(model_type);
  throw_input("{}: model_type '{}' is not supported; known: {}{}", where, model_type, known,
              near.empty() ? "" : fmt::format(" (the nearest is {})", near));
}

void read_windows(const ConfigReader& reader, int64_t window, const IsLocal& is_local,
                  ModelConfig& config) {
  config.windows.assign(static_cast<size_t>(config.num_hidden_layers), 0);
  const auto types = reader.get<std::vector<std::string>>("layer_types", {});
  if (!types.empty() && types.size() != config.windows.size())
    throw_input("{}: layer_types has {} entries for {} layers", reader.where(), types.size(),
                config.windows.size());
  for (size_t i = 0; i < config.windows.size(); ++i) {
    bool local = is_local(static_cast<int64_t>(i));
    if (!types.empty()) {
      local = types[i] == "sliding_attention";
      if (!local && types[i] != "full_attention")
        throw_input("{}: layer_types has '{}', which is not supported", reader.where(), types[i]);
    }
    if (local) config.windows[i] = window;
  }
}

void read_activation(const ConfigReader& reader, const char* key, const char* known,
                     ModelConfig& config) {
  config.hidden_act = reader.get<std::string>(key, known);
  if (config.hidden_act != known)
    throw_input("{}: {} is '{}', only '{}' is supported here", reader.where(), key,
                config.hidden_act, known);
}

}  // namespace dragoman::checkpoints
