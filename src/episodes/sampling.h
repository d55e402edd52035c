// How tokens are drawn. Names are those of TRL, transformers and vLLM; docs/guide/decoding.md says
// in which order the settings act.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/fields.h"

namespace dragoman::episodes {

struct SamplingSettings {
  double temperature = 1.0;         // 0 is greedy
  double top_p = 1.0;               // 1 is off
  int64_t top_k = 0;                // 0 is off
  double min_p = 0.0;               // 0 is off
  double repetition_penalty = 1.0;  // 1 is off
  int64_t max_completion_length = 256;
  int64_t min_new_tokens = 0;
  double presence_penalty = 0.0;
  double frequency_penalty = 0.0;
  std::map<std::string, double> logit_bias = {};  // by token id, written out, as in OpenAI's JSON
  std::vector<std::vector<int64_t>> bad_words_ids = {};
  std::vector<int64_t> suppress_tokens = {};
  std::vector<int64_t> allowed_token_ids = {};  // empty: all
  std::vector<std::string> bad_words = {};
  std::vector<std::string> stop = {};
  bool include_stop_str_in_output = false;
  std::string structured_outputs_regex = {};  // empty: any text
  std::vector<std::string> structured_outputs_choice = {};

  template <class Visitor>
  void fields(Visitor& visit);
  void validate(config::Problems& problems) const;

  // Whether something is said about the text, so that drawing needs a tokenizer
  // (episodes/text_rules.h).
  bool about_text() const {
    return !stop.empty() || !bad_words.empty() || !structured_outputs_regex.empty() ||
           !structured_outputs_choice.empty();
  }
  bool operator==(const SamplingSettings&) const = default;
};

template <class Visitor>
void SamplingSettings::fields(Visitor& visit) {
  using config::Range;
  visit("temperature", temperature, "divides the logits; 0 always takes the likeliest token",
        Range{0.0, 1e6});
  visit("top_p", top_p, "keeps the likeliest tokens that together reach this probability; 1: all",
        Range{0.0, 1.0, true});
  visit("top_k", top_k, "keeps this many likeliest tokens; 0: all", config::at_least(0));
  visit("min_p", min_p, "drops tokens below this share of the likeliest one's probability; 0: none",
        Range{0.0, 1.0});
  visit("repetition_penalty", repetition_penalty,
        "makes tokens of prompt and completion less likely above 1, more likely below; 1: off",
        Range{1e-3, 1e6});
  visit("max_completion_length", max_completion_length, "new tokens at most", config::at_least(1));
  visit("min_new_tokens", min_new_tokens, "no end token before this many new tokens",
        config::at_least(0));
  visit("presence_penalty", presence_penalty,
        "taken from the logit of every token that the completion holds; 0: off", Range{-2.0, 2.0});
  visit("frequency_penalty", frequency_penalty,
        "taken from a token's logit once for each time the completion holds it; 0: off",
        Range{-2.0, 2.0});
  visit("logit_bias", logit_bias, "added to the logits of tokens, by id: {\"123\" = -5.0}",
        Range{-1e6, 1e6});
  visit("bad_words_ids", bad_words_ids,
        "sequences of token ids that must not appear: [[5], [7, 9]]", config::at_least(0));
  visit("suppress_tokens", suppress_tokens, "token ids that are never drawn", config::at_least(0));
  visit("allowed_token_ids", allowed_token_ids,
        "the only token ids that may be drawn, end tokens included; []: all", config::at_least(0));
  visit("bad_words", bad_words, "texts that must not appear, however tokens divide them");
  visit("stop", stop, "texts at which a completion ends");
  visit("include_stop_str_in_output", include_stop_str_in_output,
        "the completion's text ends behind the stop text instead of before it");
  visit("structured_outputs_regex", structured_outputs_regex,
        "a regular expression that the whole completion must match; \"\": any text");
  visit("structured_outputs_choice", structured_outputs_choice,
        "the texts of which the completion must be one; []: any text");
}

// What a record of drawn tokens says of them: the temperature, the limit, and every setting that is
// not neutral.
Json to_record(const SamplingSettings& settings);

}  // namespace dragoman::episodes
