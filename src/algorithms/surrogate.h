// What a policy-gradient step raises: the surrogate J of a sequence and its derivative by each
// token's logprob. One surrogate a file; src/algorithms/surrogates.cpp lists them.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/catalog.h"

namespace dragoman::algorithms {

// The trained tokens of one sequence, [L] each.
struct Columns {
  std::vector<double> logprob;  // of the current policy
  std::vector<double> old;      // of the policy at rollout time
  std::vector<double> advantage;
  std::vector<double> weight;  // the token's share of the loss; constants are in it

  size_t size() const { return logprob.size(); }
  double log_ratio(size_t t) const { return logprob[t] - old[t]; }
  double sum_of_log_ratios() const;
};

// Which bound made a slope 0.
enum class Bound { kNone, kLow, kHigh, kDelta };

struct Term {
  double value = 0.0;
  double slope = 0.0;
  Bound bound = Bound::kNone;
};

// What the log shows of ratios, by unit: a token, or a sequence where its ratio is one.
struct RatioCounts {
  double units = 0.0;
  double clipped_low = 0.0, clipped_high = 0.0, clipped_delta = 0.0;
  double sum = 0.0;  // of the ratios
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add_ratio(double ratio);
  void add_bound(Bound bound, double share = 1.0);
  double clipped() const { return clipped_low + clipped_high + clipped_delta; }
};

struct Gain {
  double value = 0.0;          // sum over tokens of weight * J
  std::vector<double> slopes;  // [L] its derivatives by the logprobs
  RatioCounts ratios;
};

class Surrogate {
 public:
  virtual ~Surrogate() = default;

  virtual Gain gain(const Columns& sequence) const = 0;

  // Whether J looks at the old policy, so that several updates may learn from one rollout.
  virtual bool has_ratio() const { return true; }

  // Hears the log of every optimizer step; what it learns from that is its state.
  virtual void observe(const std::map<std::string, double>&) {}
  virtual Json state() const { return nullptr; }
  virtual void set_state(const Json&) {}
};

// One whose J_t is a function of token t alone.
class TokenSurrogate : public Surrogate {
 public:
  Gain gain(const Columns& sequence) const final;

 private:
  // d(value)/d(logprob) is the slope; `ratio` is exp(log_ratio), clamped.
  virtual Term term(double logprob, double log_ratio, double advantage) const = 0;
};

// Where a ratio stops: it may not earn more above `high`, nor lose more below `low`; and above
// `delta` a negative advantage loses no more (dual clip, arXiv 1912.09729).
struct Bounds {
  double low = 0.0;
  double high = std::numeric_limits<double>::infinity();
  std::optional<double> delta = std::nullopt;
};

// J = min(r A, clip(r, low, high) A), and not below delta A, by the log of the ratio r. A log-ratio
// is clamped to ±20 before `exp`; beyond that the slope is 0.
Term clipped_ratio(double log_ratio, double advantage, const Bounds& bounds);

// One with a single ratio r a sequence: log r = scale * (sum of the tokens' log-ratios). With it
// J_t = clipped_ratio(log r, A_t), and every token moves r.
class SequenceSurrogate : public Surrogate {
 public:
  Gain gain(const Columns& sequence) const final;

 private:
  virtual double scale(double length) const = 0;
  virtual Bounds bounds(double length) const = 0;
};

inline constexpr double kLargestLogRatio = 20.0;

// exp of the clamped log-ratio.
double ratio_of(double log_ratio);

namespace surrogate {

using Entry = config::Entry<Surrogate>;
using Catalog = config::Catalog<Surrogate>;

const Catalog& catalog();

}  // namespace surrogate
}  // namespace dragoman::algorithms
