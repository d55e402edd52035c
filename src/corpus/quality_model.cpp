#include "corpus/quality_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "corpus/normal_text.h"

namespace dragoman::corpus {
namespace {

constexpr const char* kFormat = "dragoman quality 1";
constexpr size_t kLongestGram = 3;
constexpr size_t kMostUnits = 2000;  // a text is judged by its beginning
constexpr size_t kMostBytes = 16 * kMostUnits;

static_assert(std::endian::native == std::endian::little, "the file's floats are as in memory");

}  // namespace

Features QualityModel::features_of(std::string_view text) {
  auto units = units_of(normal_text(text.substr(0, kMostBytes)));
  if (units.size() > kMostUnits) units.resize(kMostUnits);
  Features features;
  for (size_t i = 0; i < units.size(); ++i)
    for (size_t size = 1; size <= kLongestGram && i + size <= units.size(); ++size)
      features.push_back(static_cast<uint32_t>(gram_hash(&units[i], size) % kBuckets));
  std::sort(features.begin(), features.end());
  features.erase(std::unique(features.begin(), features.end()), features.end());
  return features;
}

double QualityModel::logit(const Features& features) const {
  if (features.empty()) return bias_;
  double sum = 0.0;
  for (const uint32_t feature : features) sum += double{weights_[feature]};
  return bias_ + sum / std::sqrt(static_cast<double>(features.size()));
}

double QualityModel::probability(std::string_view text) const {
  return 1.0 / (1.0 + std::exp(-(slope_ * logit(features_of(text)) + offset_)));
}

void QualityModel::save(const Path& path) const {
  const Json head = {{"format", kFormat},
                     {"buckets", kBuckets},
                     {"bias", bias_},
                     {"slope", slope_},
                     {"offset", offset_}};
  std::string bytes = to_line(head) + "\n";
  bytes.append(reinterpret_cast<const char*>(weights_.data()), kBuckets * sizeof(float));
  write_file(path, bytes);
}

QualityModel QualityModel::load(const Path& path) {
  const std::string bytes = read_file(path);
  const size_t end = bytes.find('\n');
  const Json head = end == bytes.npos ? Json() : Json::parse(bytes.substr(0, end), nullptr, false);
  if (!head.is_object() || head.value("format", Json()) != kFormat ||
      head.value("buckets", Json()) != kBuckets ||
      bytes.size() != end + 1 + kBuckets * sizeof(float))
    throw_input("{}: is no quality model, or not a whole one; train_quality makes them",
                path.string());
  QualityModel model;
  model.bias_ = head.at("bias");
  model.slope_ = head.at("slope");
  model.offset_ = head.at("offset");
  std::memcpy(model.weights_.data(), bytes.data() + end + 1, kBuckets * sizeof(float));
  return model;
}

}  // namespace dragoman::corpus
