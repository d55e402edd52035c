// The `[distill]` section. Names are TRL's (GKDConfig) where it has one.
#pragma once

#include "base/files.h"
#include "config/fields.h"
#include "config/problems.h"
#include "episodes/sampling.h"

namespace dragoman::training {

struct DistillArguments {
  Path teacher;
  double beta = 0.5;
  double lmbda = 0.5;
  int64_t max_length = 256;
  episodes::SamplingSettings sampling{.max_completion_length = 128};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("teacher", teacher, "checkpoint of the teacher, with the same tokens");
    visit("beta", beta,
          "0: KL(teacher, student), which covers all that the teacher may say; 1: KL(student, "
          "teacher), which keeps to what it says most; between: Jensen-Shannon",
          config::Range{0.0, 1.0});
    visit("lmbda", lmbda,
          "share of the steps that learn on the student's own answers; the others learn on the "
          "references",
          config::Range{0.0, 1.0});
    visit("max_length", max_length,
          "tokens of an example with a reference; longer ones are left out, and counted",
          config::at_least(2));
    sampling.fields(visit);
  }
  void validate(config::Problems& problems) const {
    sampling.validate(problems);
    if (sampling.temperature == 0.0)
      problems.add("temperature", "is 0; distributions are compared at it, so it must be above 0");
  }
};

}  // namespace dragoman::training
