#include "training/divergence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dragoman::training {
namespace {

constexpr int64_t kWindow = 10;  // steps

bool take(const Json& metrics, const std::string& name, double& value) {
  const auto found = metrics.find(name);
  if (found == metrics.end() || !found->is_number()) return false;
  value = found->get<double>();
  return std::isfinite(value);
}

}  // namespace

// The mean of the first steps, then of those that weigh less the longer they are past.
void Divergence::Smoothed::add(double next) {
  ++seen;
  value += (next - value) / static_cast<double>(std::min(seen, kWindow));
}

std::string Divergence::observe(const Json& metrics) {
  double value = 0.0;
  if (settings_.rising.empty() || settings_.falling.empty()) return "";
  if (take(metrics, settings_.rising, value)) rising_.add(value);
  if (take(metrics, settings_.falling, value)) falling_.add(value);
  if (rising_.seen == 0 || falling_.seen == 0) return "";
  const bool settled = std::max(rising_.seen, falling_.seen) > kWindow;
  if (!settled || falling_.value >= best_) {
    best_ = falling_.value;
    rising_at_best_ = rising_.value;
  }
  const bool ill =
      best_ - falling_.value > settings_.most * std::abs(best_) && rising_.value > rising_at_best_;
  const bool raise = ill && !raised_;
  raised_ = ill;
  if (!raise) return "";
  return fmt::format(
      "{} rose from {:.4g} to {:.4g} while {} fell from {:.4g} to {:.4g}: the policy learns to "
      "please its teacher, not to translate; try a higher algorithm.beta, a reward against the "
      "references, or a better teacher",
      settings_.rising, rising_at_best_, rising_.value, settings_.falling, best_, falling_.value);
}

Json Divergence::state() const {
  return {{"rising", {rising_.value, rising_.seen}},
          {"falling", {falling_.value, falling_.seen}},
          {"best", {best_, rising_at_best_}},
          {"raised", raised_}};
}

void Divergence::set_state(const Json& state) {
  rising_ = {state.at("rising").at(0), state.at("rising").at(1)};
  falling_ = {state.at("falling").at(0), state.at("falling").at(1)};
  best_ = state.at("best").at(0);
  rising_at_best_ = state.at("best").at(1);
  raised_ = state.at("raised");
}

}  // namespace dragoman::training
