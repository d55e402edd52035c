// What a call of a tool costs an answer, and where: whether a policy learns to ask only for what it
// needs. One rule a file (call_price_*.cpp); call_prices.cpp lists them. After Translate-R1
// (Jayarao et al., arXiv 2606.06835) and Luar (Kang et al., arXiv 2606.02465), neither of which
// publishes its formula: these are reconstructions.
#pragma once

#include <limits>
#include <vector>

#include "config/catalog.h"

namespace dragoman::algorithms {

// One answer to a question.
struct Attempt {
  double correct = 0.0;  // what the answer earned without a thought of calls, in [0, 1]
  int64_t calls = 0;     // 0: a native answer
  double cost = 0.0;     // of the calls
  // Of the call that the policy decided on, natural log; not a number where it did not decide.
  double call_logprob = std::numeric_limits<double>::quiet_NaN();
};

using Attempts = std::vector<Attempt>;  // of one question

// What is known of the question's language from earlier steps, in [0, 1].
struct Belief {
  double native = 0.0;  // success without a call; 0 before any was seen
  double called = 0.0;  // likewise with one
};

class CallPrice {
 public:
  virtual ~CallPrice() = default;

  // Each attempt's reward once its calls are paid for.
  virtual std::vector<double> rewards(const Attempts& group, const Belief& belief) const = 0;

  // What is added to the advantages that those rewards have given; empty: nothing.
  virtual std::vector<double> shaping(const Attempts&, const Belief&,
                                      const std::vector<double>& /*advantages*/) const {
    return {};
  }
};

// The successes of those without a call, or with one.
std::vector<double> successes(const Attempts& group, bool called);

// (successes without a call + kappa * belief) / (attempts without a call + kappa).
double native_success(const Attempts& group, const Belief& belief, double kappa);

// 1 where that is at least tau and one of them succeeded without a call, else 0.
double answers_natively(const Attempts& group, const Belief& belief, double kappa, double tau);

// correct - cost_coef * gate * cost, for each.
std::vector<double> charged(const Attempts& group, double cost_coef, double gate);

namespace call_price {

using Entry = config::Entry<CallPrice>;
using Catalog = config::Catalog<CallPrice>;
using Part = config::Part<CallPrice>;

const Catalog& catalog();

}  // namespace call_price
}  // namespace dragoman::algorithms
