// How a quality model is learned, calibrated and tested.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "corpus/quality_model.h"

namespace dragoman::corpus {
namespace {

using Examples = std::vector<const QualityExample*>;

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

// What an example counts, so that both classes count the same together.
std::array<double, 2> class_weights(const Examples& examples) {
  const auto good = static_cast<double>(
      std::count_if(examples.begin(), examples.end(), [](const auto* e) { return e->good; }));
  const auto all = static_cast<double>(examples.size());
  if (good == 0.0 || good == all)
    throw_input("train_quality: at least ten texts of both kinds are needed, good and bad");
  return {all / (2.0 * (all - good)), all / (2.0 * good)};
}

// Slope and offset of the sigmoid that fits best, by Newton's method, with a little regularization.
std::array<double, 2> calibration(const std::vector<double>& logits, const Examples& examples) {
  const auto weights = class_weights(examples);
  double slope = 1.0;
  double offset = 0.0;
  for (int step = 0; step < 50; ++step) {
    double g0 = 1e-3 * (slope - 1.0), g1 = 1e-3 * offset;
    double h00 = 1e-3, h01 = 0.0, h11 = 1e-3;
    for (size_t i = 0; i < logits.size(); ++i) {
      const double p = sigmoid(slope * logits[i] + offset);
      const double weight = weights[examples[i]->good ? 1 : 0];
      const double error = weight * (p - (examples[i]->good ? 1.0 : 0.0));
      const double curve = weight * p * (1.0 - p);
      g0 += error * logits[i];
      g1 += error;
      h00 += curve * logits[i] * logits[i];
      h01 += curve * logits[i];
      h11 += curve;
    }
    const double determinant = h00 * h11 - h01 * h01;
    slope -= (h11 * g0 - h01 * g1) / determinant;
    offset -= (h00 * g1 - h01 * g0) / determinant;
  }
  return {slope, offset};
}

// The chance that a good text is placed above a bad one; ties count half.
double area_under_curve(std::vector<std::pair<double, bool>> scored) {
  std::sort(scored.begin(), scored.end());
  double good = 0, bad = 0, wins = 0;
  for (size_t i = 0; i < scored.size();) {
    double good_here = 0, bad_here = 0;
    const double score = scored[i].first;
    for (; i < scored.size() && scored[i].first == score; ++i)
      (scored[i].second ? good_here : bad_here) += 1;
    wins += good_here * (bad + bad_here / 2);
    good += good_here;
    bad += bad_here;
  }
  return wins / (good * bad);
}

double calibration_error(const std::vector<std::pair<double, bool>>& scored) {
  std::array<double, 10> sums{}, truths{};
  for (const auto& [probability, good] : scored) {
    const auto bin = std::min<size_t>(9, static_cast<size_t>(probability * 10));
    sums[bin] += probability;
    truths[bin] += good ? 1.0 : 0.0;
  }
  double error = 0;
  for (size_t bin = 0; bin < sums.size(); ++bin) error += std::abs(sums[bin] - truths[bin]);
  return error / static_cast<double>(scored.size());
}

}  // namespace

// AdaGrad (Duchi et al. 2011), one example at a time.
void QualityTrainer::fit(QualityModel& model, Examples examples) const {
  const auto weights = class_weights(examples);
  std::vector<float> squares(QualityModel::kBuckets, 1e-6F);
  double bias_squares = 1e-6;
  const Rng rng = Rng(static_cast<uint64_t>(options_.seed)).derive("quality");
  for (int64_t epoch = 0; epoch < options_.epochs; ++epoch) {
    rng.derive("epoch", epoch).shuffle(examples);
    for (const QualityExample* example : examples) {
      const double error = weights[example->good ? 1 : 0] *
                           (sigmoid(model.logit(example->features)) - (example->good ? 1.0 : 0.0));
      bias_squares += error * error;
      model.bias_ -= options_.learning_rate * error / std::sqrt(bias_squares);
      const double gradient =
          error / std::sqrt(std::max<double>(1.0, static_cast<double>(example->features.size())));
      for (const uint32_t feature : example->features) {
        squares[feature] += static_cast<float>(gradient * gradient);
        model.weights_[feature] -= static_cast<float>(options_.learning_rate * gradient /
                                                      std::sqrt(double{squares[feature]}));
      }
    }
  }
}

QualityModel QualityTrainer::train(std::vector<QualityExample> examples) {
  Rng(static_cast<uint64_t>(options_.seed)).derive("quality split").shuffle(examples);
  std::array<Examples, 10> tenths;
  std::array<size_t, 2> seen{};
  for (const auto& example : examples)
    tenths[seen[example.good ? 1 : 0]++ % 10].push_back(&example);
  Examples training;
  for (size_t i = 2; i < tenths.size(); ++i)
    training.insert(training.end(), tenths[i].begin(), tenths[i].end());
  QualityModel model;
  fit(model, training);

  std::vector<double> logits;
  for (const QualityExample* example : tenths[0]) logits.push_back(model.logit(example->features));
  const auto [slope, offset] = calibration(logits, tenths[0]);
  model.slope_ = slope;
  model.offset_ = offset;

  class_weights(tenths[1]);  // both kinds are there
  std::vector<std::pair<double, bool>> scored;
  double right = 0;
  for (const QualityExample* example : tenths[1]) {
    scored.emplace_back(sigmoid(slope * model.logit(example->features) + offset), example->good);
    right += (scored.back().first >= 0.5) == example->good ? 1 : 0;
  }
  test_ = {{"texts", scored.size()},
           {"accuracy", right / static_cast<double>(scored.size())},
           {"auc", area_under_curve(scored)},
           {"calibration_error", calibration_error(scored)}};
  return model;
}

}  // namespace dragoman::corpus
