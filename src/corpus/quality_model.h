// A classifier of texts, good or bad, learned from examples of both: logistic regression over
// hashed n-grams, as fastText's classifier without its hidden layer, calibrated after Platt (1999).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::corpus {

// The hashed 1-, 2- and 3-grams of units of a text's beginning, distinct and ascending. Each has
// the value 1 / sqrt(their number).
using Features = std::vector<uint32_t>;

class QualityModel {
 public:
  static constexpr size_t kBuckets = size_t{1} << 18;

  QualityModel() : weights_(kBuckets, 0.0F) {}

  // The user's error where the file is none of ours, or cut off.
  static QualityModel load(const Path& path);
  void save(const Path& path) const;  // a JSON line, then the weights as little-endian float32

  // Thread-safe.
  static Features features_of(std::string_view text);
  double logit(const Features& features) const;
  double probability(std::string_view text) const;  // that the text is good; calibrated

 private:
  friend class QualityTrainer;

  std::vector<float> weights_;
  double bias_ = 0.0;
  double slope_ = 1.0;  // of the calibration: sigmoid(slope * logit + offset)
  double offset_ = 0.0;
};

struct QualityExample {
  Features features;
  bool good = false;
};

struct QualityTraining {
  int64_t epochs = 5;
  double learning_rate = 0.5;
  int64_t seed = 1;
};

// Trains on eight tenths of the examples, drawn by the seed, calibrates on one and tests on the
// last. Both classes count the same. Same seed, same model.
class QualityTrainer {
 public:
  explicit QualityTrainer(const QualityTraining& options) : options_(options) {}

  QualityModel train(std::vector<QualityExample> examples);
  // Of the last training, on the examples that were kept for it: accuracy, AUC, and the mean
  // distance between probability and truth over ten bins.
  const Json& test() const { return test_; }

 private:
  void fit(QualityModel& model, std::vector<const QualityExample*> examples) const;

  QualityTraining options_;
  Json test_;
};

}  // namespace dragoman::corpus
