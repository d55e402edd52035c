// FSPO (Mao et al., arXiv 2509.09177): a band on the sum of log-ratios that grows like its spread,
// so that short and long answers are clipped alike.
//
//   J = min(w A, exp(clip(S, -band_low sqrt(L), band_high sqrt(L))) A),  w = exp(S)
//
// The paper gives no constants. With calibrate_steps the log of the first steps sets both bands to
// `calibrate_deviations` deviations of S / sqrt(L) (2: about 95 % of the answers stay within), and
// from then on they stand, so that a trust region does not widen itself.
#include <algorithm>
#include <cmath>

#include "algorithms/clip_options.h"

namespace dragoman::algorithms::surrogate {
namespace {

constexpr double kLeastBand = 1e-3;
constexpr const char* kVariance = "importance_ratio/log_variance_per_token";

struct FspoOptions {
  double band_low = 0.02;
  double band_high = 0.02;
  std::optional<double> delta = std::nullopt;
  int64_t calibrate_steps = 0;
  double calibrate_deviations = 2.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("band_low", band_low,
          "how far the sum of log-ratios may fall, over the root of the length",
          config::at_least(kLeastBand));
    visit("band_high", band_high, "how far it may rise", config::at_least(kLeastBand));
    visit("delta", delta, "upper bound of the ratio where the advantage is negative; none is off",
          config::above(1.0));
    visit("calibrate_steps", calibrate_steps,
          "steps whose log-ratios set both bands; 0: they stay as given", config::at_least(0));
    visit("calibrate_deviations", calibrate_deviations, "how many deviations a band is then",
          config::above(0.0));
  }
};

class Fspo final : public SequenceSurrogate {
 public:
  explicit Fspo(const FspoOptions& options) : options_(options) {}

  void observe(const std::map<std::string, double>& log) override {
    const auto variance = log.find(kVariance);
    if (seen_ >= options_.calibrate_steps || variance == log.end() || variance->second <= 0.0)
      return;
    ++seen_;
    variances_ += variance->second;
    if (seen_ < options_.calibrate_steps) return;
    const double deviation = std::sqrt(variances_ / static_cast<double>(seen_));
    options_.band_low = options_.band_high =
        std::max(kLeastBand, options_.calibrate_deviations * deviation);
  }
  Json state() const override {
    return {{"seen", seen_},
            {"variances", variances_},
            {"band_low", options_.band_low},
            {"band_high", options_.band_high}};
  }
  void set_state(const Json& state) override {
    seen_ = state.at("seen").get<int64_t>();
    variances_ = state.at("variances").get<double>();
    options_.band_low = state.at("band_low").get<double>();
    options_.band_high = state.at("band_high").get<double>();
  }

 private:
  double scale(double) const override { return 1.0; }
  Bounds bounds(double length) const override {
    const double root = std::sqrt(length);
    return {std::exp(-options_.band_low * root), std::exp(options_.band_high * root),
            options_.delta};
  }

  FspoOptions options_;
  int64_t seen_ = 0;        // steps whose ratios had moved
  double variances_ = 0.0;  // summed over them
};

}  // namespace

Entry fspo() {
  return config::make_entry<Surrogate, Fspo, FspoOptions>(
      "fspo", "The ratio of the whole answer in a band that grows with its length.");
}

}  // namespace dragoman::algorithms::surrogate
