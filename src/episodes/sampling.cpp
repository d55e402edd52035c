#include "episodes/sampling.h"

#include "config/problems.h"
#include "config/writer.h"

namespace dragoman::episodes {

void SamplingSettings::validate(config::Problems& problems) const {
  if (!structured_outputs_regex.empty() && !structured_outputs_choice.empty())
    problems.add("structured_outputs_choice",
                 "cannot stand beside structured_outputs_regex; write the choices into the "
                 "expression, as in (yes|no)");
  for (const std::string& text : stop)
    if (text.empty()) problems.add("stop", "holds an empty text");
  for (const std::string& text : bad_words)
    if (text.empty()) problems.add("bad_words", "holds an empty text");
  for (const std::string& text : structured_outputs_choice)
    if (text.empty()) problems.add("structured_outputs_choice", "holds an empty text");
  for (const std::vector<int64_t>& word : bad_words_ids)
    if (word.empty()) problems.add("bad_words_ids", "holds an empty sequence");
  if (min_new_tokens > max_completion_length)
    problems.add("min_new_tokens", "is above max_completion_length");
}

Json to_record(const SamplingSettings& settings) {
  const Json all = config::to_json(settings), neutral = config::to_json(SamplingSettings());
  Json record = Json::object();
  for (const auto& [key, value] : all.items())
    if (value != neutral[key] || key == "temperature" || key == "max_completion_length")
      record[key] = value;
  return record;
}

}  // namespace dragoman::episodes
