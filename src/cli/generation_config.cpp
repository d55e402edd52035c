// Sampling defaults out of a checkpoint's generation_config.json.
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "cli/model_arguments.h"
#include "config/reader.h"

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
                                             {"sequence_bias", nullptr},
                                             {"begin_suppress_tokens", nullptr},
                                             {"forced_bos_token_id", nullptr},
                                             {"forced_eos_token_id", nullptr},
                                             {"exponential_decay_length_penalty", nullptr},
                                             {"top_h", nullptr},
                                             {"encoder_repetition_penalty", 1.0},
                                             {"encoder_no_repeat_ngram_size", 0}};
  return keys;
}

// Settings in transformers' words and in ours.
constexpr std::pair<const char*, const char*> kNames[] = {
    {"temperature", "temperature"},
    {"top_p", "top_p"},
    {"top_k", "top_k"},
    {"min_p", "min_p"},
    {"repetition_penalty", "repetition_penalty"},
    {"max_new_tokens", "max_completion_length"},
    {"min_new_tokens", "min_new_tokens"},
    {"bad_words_ids", "bad_words_ids"},
    {"suppress_tokens", "suppress_tokens"},
    {"stop_strings", "stop"},
};

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

  // What it says, under our names.
  void add_settings(config::Value& table) const {
    for (const auto& [theirs, ours] : kNames)
      if (const Json* value = find(theirs)) table.add(ours, config::from_json(*value, name_));
    if (const Json* stop = find("stop_strings"); stop != nullptr && stop->is_string())
      table.add("stop", config::from_json(Json::array({*stop}), name_));
    const Json* sample = find("do_sample");
    if (sample != nullptr && sample->is_boolean() && !sample->get<bool>())
      table.add("temperature", config::from_json(0.0, name_));
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
  const File file = arguments.ignore_generation_config ? File() : File(folder);
  file.refuse_unsupported();
  config::Value table{config::Table{}, {}, ""};
  file.add_settings(table);
  add_given(arguments.given, table);
  episodes::SamplingSettings settings;
  config::Problems problems;
  config::read_into(table, settings, problems);
  if (!problems.empty()) throw_input("{}", problems.sentences().front());
  return settings;
}

}  // namespace dragoman::cli
