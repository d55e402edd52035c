// How a model is evaluated: the `[evaluation]` section of a recipe.
#pragma once

#include <cstdint>
#include <vector>

#include "config/catalog.h"
#include "config/problems.h"
#include "episodes/sampling.h"
#include "metrics/catalog.h"

namespace dragoman::evaluation {

// A metric of a recipe: its name and its own options.
struct MetricConfig {
  config::Part<metrics::Metric> metric;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", metric, "which metric", metrics::catalog());
  }
};

// A metric with its default options.
inline MetricConfig metric_named(std::string_view name) {
  return {config::Part<metrics::Metric>(metrics::catalog().at(name))};
}

struct EvaluationConfig {
  std::vector<MetricConfig> metrics = {metric_named("bleu"), metric_named("chrf")};
  episodes::SamplingSettings sampling{.temperature = 0.0};
  int64_t num_return_sequences = 1;
  std::string mbr_metric = "chrf";
  int64_t seed = 0;
  std::string calls = "free";
  int64_t length_groups = 4;
  int64_t num_samples = 50;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("metrics", metrics, "what is measured, in order");
    sampling.fields(visit);
    visit("num_return_sequences", num_return_sequences,
          "samples a row, of which minimum Bayes risk chooses one", config::at_least(1));
    visit("mbr_metric", mbr_metric, "what it chooses by: the sample nearest to all others",
          config::OneOf{metrics::catalog().names()});
    visit("seed", seed, "of sampling, when the temperature isn't 0", config::at_least(0));
    visit("calls", calls,
          "where there are tools. free: as the policy decides; always: every answer begins with a "
          "call; never: none can hold one",
          config::OneOf{{"free", "always", "never"}});
    visit("length_groups", length_groups, "groups of rows by source length in the breakdown",
          config::Range{1, 20});
    visit("num_samples", num_samples, "rows whose texts are kept to be read", config::at_least(0));
  }

  void validate(config::Problems& problems) const { sampling.validate(problems); }
};

}  // namespace dragoman::evaluation
