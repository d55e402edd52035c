#include "evaluation/config.h"

namespace dragoman::evaluation {

episodes::SamplingSettings EvaluationConfig::sampling() const {
  episodes::SamplingSettings settings;
  settings.temperature = temperature;
  settings.top_p = top_p;
  settings.top_k = top_k;
  settings.repetition_penalty = repetition_penalty;
  settings.max_completion_length = max_completion_length;
  return settings;
}

}  // namespace dragoman::evaluation
