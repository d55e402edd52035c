// Sampling defaults out of a checkpoint's generation_config.json.
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "cli/model_arguments.h"

namespace dragoman::cli {
namespace {

// A setting that changes what transformers generates and that has no counterpart here; `neutral` is
// the value that does nothing.
struct Unsupported {
  const char* key;
  Json neutral;
};

const std::vector<Unsupported>& unsupported() {
  static const std::vector<Unsupported> keys{{"num_beams", 1},
                                             {"num_beam_groups", 1},
                                             {"penalty_alpha", 0.0},
                                             {"typical_p", 1.0},
                                             {"epsilon_cutoff", 0.0},
                                             {"eta_cutoff", 0.0},
                                             {"guidance_scale", 1.0},
                                             {"no_repeat_ngram_size", 0},
                                             {"min_length", 0},
                                             {"min_new_tokens", 0},
                                             {"bad_words_ids", nullptr},
                                             {"suppress_tokens", nullptr},
                                             {"sequence_bias", nullptr},
                                             {"stop_strings", nullptr},
                                             {"begin_suppress_tokens", nullptr},
                                             {"forced_bos_token_id", nullptr},
                                             {"forced_eos_token_id", nullptr},
                                             {"exponential_decay_length_penalty", nullptr},
                                             {"top_h", nullptr},
                                             {"encoder_repetition_penalty", 1.0},
                                             {"encoder_no_repeat_ngram_size", 0}};
  return keys;
}

class File {
 public:
  File() = default;  // says nothing
  explicit File(const Path& folder) : name_((folder / "generation_config.json").string()) {
    if (!std::filesystem::exists(name_)) return;
    json_ = parse_json(read_file(name_), name_);
    if (!json_.is_object()) throw_input("{}: a JSON object was expected", name_);
  }

  // Null and absent are the same.
  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }

  double number(const char* key, double low, double high, double fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_number()) throw_input("{}: {} is no number", name_, key);
    const double number = value->get<double>();
    if (!(number >= low && number <= high))
      throw_input("{}: {} is {}, must be in [{}, {}]", name_, key, number, low, high);
    return number;
  }

  bool greedy() const {
    const Json* sample = find("do_sample");
    return sample != nullptr && sample->is_boolean() && !sample->get<bool>();
  }

  void refuse_unsupported() const {
    for (const Unsupported& setting : unsupported()) {
      const Json* value = find(setting.key);
      const bool empty = value == nullptr || (value->is_structured() && value->empty());
      if (!empty && *value != setting.neutral)
        throw_input("{}: {} is not supported (--ignore_generation_config leaves it out)", name_,
                    setting.key);
    }
  }

 private:
  std::string name_;
  Json json_ = Json::object();
};

}  // namespace

episodes::SamplingSettings sampling_settings(const DecodingArguments& arguments,
                                             const Path& folder) {
  constexpr double kLargest = 1e6;
  constexpr double kMost = 1e9;
  const File file = arguments.ignore_generation_config ? File() : File(folder);
  file.refuse_unsupported();
  const episodes::SamplingSettings plain;
  const auto whole = [&](const char* key, double low, int64_t fallback) {
    return static_cast<int64_t>(file.number(key, low, kMost, static_cast<double>(fallback)));
  };
  const double temperature =
      file.greedy() ? 0.0 : file.number("temperature", 0.0, kLargest, plain.temperature);
  episodes::SamplingSettings settings;
  settings.temperature = arguments.temperature.value_or(temperature);
  settings.top_p = arguments.top_p.value_or(file.number("top_p", 0.0, 1.0, plain.top_p));
  settings.top_k = arguments.top_k.value_or(whole("top_k", 0.0, plain.top_k));
  settings.min_p = arguments.min_p.value_or(file.number("min_p", 0.0, 1.0, plain.min_p));
  settings.repetition_penalty = arguments.repetition_penalty.value_or(
      file.number("repetition_penalty", 1e-3, kLargest, plain.repetition_penalty));
  settings.max_completion_length = arguments.max_completion_length.value_or(
      whole("max_new_tokens", 1.0, plain.max_completion_length));
  return settings;
}

}  // namespace dragoman::cli
