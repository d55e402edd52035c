#include "episodes/sampling.h"

#include "config/problems.h"
#include "config/writer.h"

namespace dragoman::episodes {

void SamplingSettings::validate(config::Problems& problems) const {
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
