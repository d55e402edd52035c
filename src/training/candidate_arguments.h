// The settings of `[candidates]`: what a model learns from among its own judged answers.
#pragma once

#include <cstdint>
#include <string>

#include "config/fields.h"
#include "config/problems.h"
#include "episodes/sampling.h"

namespace dragoman::training {

struct CandidateArguments {
  int64_t num_generations = 8;
  int64_t max_rows = 0;
  std::string keep = "best";
  int64_t num_kept = 1;
  double threshold = 0.0;
  double min_margin = 0.0;
  std::string chosen = "best";
  episodes::SamplingSettings sampling{.max_completion_length = 128};

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::at_least;
    visit("num_generations", num_generations, "samples of one prompt", config::Range{1, 4096});
    visit("max_rows", max_rows, "rows that are asked about, the first ones; 0: all", at_least(0));
    visit("keep", keep,
          "what kind sft learns: the best answers of every prompt, or the best of those whose "
          "reward reaches threshold",
          config::OneOf{{"best", "above"}});
    visit("num_kept", num_kept, "different answers of one prompt that are kept at most",
          at_least(1));
    visit("threshold", threshold, "least reward of an answer, with keep = \"above\"");
    visit("min_margin", min_margin,
          "rewards of a pair, or of neighbours in a ranking, differ by this much at least; equal "
          "ones are never a pair",
          at_least(0.0));
    visit("chosen", chosen,
          "what kind preference prefers: the best answer to the worst, or the oracle's refinement "
          "of an answer to that answer, for each of them",
          config::OneOf{{"best", "refinement"}});
    sampling.fields(visit);
  }

  void validate(config::Problems& problems) const {
    sampling.validate(problems);
    if (sampling.temperature == 0.0 && num_generations > 1)
      problems.add("temperature", "is 0, so all samples of a prompt would be the same");
    if (threshold != 0.0 && keep != "above")
      problems.add("threshold", "is only read with keep = \"above\"");
  }
};

}  // namespace dragoman::training
