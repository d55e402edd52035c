// The law that a step's gradient and metrics do not depend on how the step is cut.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "small_school.h"

namespace dragoman::training {

struct Split {
  int64_t per_device = 6;
  int64_t accumulation = 1;
  int64_t max_tokens = 100000;

  TrainingArguments arguments() const {
    TrainingArguments arguments;
    arguments.per_device_train_batch_size = per_device;
    arguments.gradient_accumulation_steps = accumulation;
    arguments.max_tokens_per_batch = max_tokens;
    return arguments;
  }
};

// `learn` gives the metrics of one step by this split; `whole` has taken it uncut, with `expected`.
inline void expect_cuts_alike(const Recorder& whole, const Json& expected,
                              const std::vector<std::string>& names,
                              const std::function<Json(const Split&, Recorder&)>& learn) {
  const Json model = SmallSchool().model();
  for (const Split& split :
       {Split{1, 6}, Split{2, 3}, Split{6, 1, 1}, Split{3, 2, 20}, Split{6, 1, 40}}) {
    Recorder cut(model);
    const Json found = learn(split, cut);
    if (split.max_tokens < 100000) {
      EXPECT_GT(cut.micro_batches, 1) << split.max_tokens;
    }
    EXPECT_LT(distance(whole.gradients[0], cut.gradients[0]),
              kOfTheLength * norm(whole.gradients[0]))
        << split.per_device << " x " << split.accumulation << ", " << split.max_tokens << " tokens";
    for (const std::string& name : names)
      EXPECT_NEAR(found.at(name).get<double>(), expected.at(name).get<double>(), 1e-6) << name;
  }
}

}  // namespace dragoman::training
