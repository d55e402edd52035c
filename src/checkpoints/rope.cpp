#include "checkpoints/rope.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

class Section {
 public:
  Section(const Json& json, std::string name, const std::string& where)
      : json_(json), name_(std::move(name)), where_(where) {}

  const Json* find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }

  double number(const char* key, double fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    const bool sound =
        value->is_number() && std::isfinite(value->get<double>()) && value->get<double>() > 0.0;
    if (!sound)
      throw_input("{}: {}.{} is {}, a number above 0 was expected", where_, name_, key,
                  to_line(*value));
    return value->get<double>();
  }

  double needed(const char* key) const {
    if (find(key) == nullptr) throw_input("{}: {}.{} is missing", where_, name_, key);
    return number(key, 0.0);
  }

  std::string text(const char* key, const std::string& fallback) const {
    const Json* value = find(key);
    if (value == nullptr) return fallback;
    if (!value->is_string()) throw_input("{}: {}.{} is no text", where_, name_, key);
    return value->get<std::string>();
  }

 private:
  const Json& json_;
  std::string name_;
  const std::string& where_;
};

void read_yarn(const Section& section, RopeConfig& rope) {
  rope.beta_fast = section.number("beta_fast", rope.beta_fast);
  rope.beta_slow = section.number("beta_slow", rope.beta_slow);
  rope.mscale = section.number("mscale", 0.0);
  rope.mscale_all_dim = section.number("mscale_all_dim", 0.0);
  if (section.find("attention_factor") != nullptr)
    rope.attention_factor = section.needed("attention_factor");
  const Json* truncate = section.find("truncate");
  rope.truncate = truncate == nullptr || !truncate->is_boolean() || truncate->get<bool>();
}

void read_section(const Section& section, RopeConfig& rope, const std::string& name,
                  const std::string& where) {
  rope.type = section.text("rope_type", section.text("type", "default"));
  if (section.number("partial_rotary_factor", 1.0) != 1.0)
    throw_input("{}: {} asks for partial rotation, which is not supported", where, name);
  rope.theta = section.number("rope_theta", rope.theta);
  if (rope.type == "default") return;
  if (rope.type != "linear" && rope.type != "dynamic" && rope.type != "yarn" &&
      rope.type != "llama3")
    throw_input("{}: {} of type '{}' is not supported; known: linear, dynamic, yarn, llama3", where,
                name, rope.type);
  if (rope.type != "dynamic")
    rope.original_length = section.number("original_max_position_embeddings", rope.original_length);
  rope.factor = section.needed("factor");
  if (rope.type == "yarn") read_yarn(section, rope);
  if (rope.type != "llama3") return;
  rope.low_freq_factor = section.needed("low_freq_factor");
  rope.high_freq_factor = section.needed("high_freq_factor");
  if (rope.high_freq_factor <= rope.low_freq_factor)
    throw_input("{}: {}.high_freq_factor must be above low_freq_factor", where, name);
}

std::vector<double> plain_frequencies(double theta, int64_t head_dim) {
  std::vector<double> frequencies;
  for (int64_t i = 0; i < head_dim; i += 2)
    frequencies.push_back(std::pow(theta, -static_cast<double>(i) / static_cast<double>(head_dim)));
  return frequencies;
}

// Long waves are stretched by `factor`, short ones are left, those between are blended.
double llama3_frequency(const RopeConfig& rope, double frequency) {
  const double waves = rope.original_length * frequency / (2.0 * std::numbers::pi);
  if (waves > rope.high_freq_factor) return frequency;
  if (waves < rope.low_freq_factor) return frequency / rope.factor;
  const double kept =
      (waves - rope.low_freq_factor) / (rope.high_freq_factor - rope.low_freq_factor);
  return (1.0 - kept) * frequency / rope.factor + kept * frequency;
}

// Pairs that turn more than beta_fast times over the original length are left, those that turn less
// than beta_slow times are stretched, with a linear ramp between.
void stretch_by_yarn(const RopeConfig& rope, int64_t head_dim, std::vector<double>& frequencies) {
  const double width = static_cast<double>(head_dim);
  const auto pair_with = [&](double turns) {
    return width * std::log(rope.original_length / (turns * 2.0 * std::numbers::pi)) /
           (2.0 * std::log(rope.theta));
  };
  double low = pair_with(rope.beta_fast);
  double high = pair_with(rope.beta_slow);
  if (rope.truncate) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, width - 1.0);
  if (low == high) high += 0.001;
  for (size_t i = 0; i < frequencies.size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    frequencies[i] = frequencies[i] / rope.factor * ramp + frequencies[i] * (1.0 - ramp);
  }
}

double yarn_scale(const RopeConfig& rope) {
  const auto scale = [&](double mscale) {
    return rope.factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(rope.factor) + 1.0;
  };
  if (rope.attention_factor) return *rope.attention_factor;
  if (rope.mscale > 0.0 && rope.mscale_all_dim > 0.0)
    return scale(rope.mscale) / scale(rope.mscale_all_dim);
  return scale(1.0);
}

double dynamic_theta(const RopeConfig& rope, int64_t head_dim, int64_t length) {
  const double width = static_cast<double>(head_dim);
  const double stretched = std::max(static_cast<double>(length), rope.original_length);
  return rope.theta * std::pow(rope.factor * stretched / rope.original_length - (rope.factor - 1.0),
                               width / (width - 2.0));
}

}  // namespace

int64_t RopeConfig::context_length(int64_t max_position_embeddings) const {
  if (type == "default" || type == "llama3") return max_position_embeddings;
  const double base =
      type == "yarn" ? original_length : static_cast<double>(max_position_embeddings);
  constexpr double kLongest = 1e12;
  return std::max(max_position_embeddings, static_cast<int64_t>(std::min(base * factor, kLongest)));
}

RopeConfig parse_rope(const Json& json, int64_t max_position_embeddings, const std::string& where) {
  RopeConfig rope;
  rope.original_length = static_cast<double>(max_position_embeddings);
  const Section top(json, "config", where);
  rope.theta = top.number("rope_theta", rope.theta);
  for (const char* key : {"rope_scaling", "rope_parameters"}) {
    const Json* found = top.find(key);
    if (found == nullptr) continue;
    if (!found->is_object()) throw_input("{}: {} is no object", where, key);
    for (const auto& [name, value] : found->items())
      if (value.is_object())
        throw_input("{}: {} differs between layers ({}), which is not supported", where, key, name);
    read_section(Section(*found, key, where), rope, key, where);
    break;
  }
  return rope;
}

RopeFrequencies rope_frequencies(const RopeConfig& config, int64_t head_dim, int64_t length) {
  const double theta =
      config.by_length() && head_dim > 2 ? dynamic_theta(config, head_dim, length) : config.theta;
  std::vector<double> frequencies = plain_frequencies(theta, head_dim);
  if (config.type == "yarn") stretch_by_yarn(config, head_dim, frequencies);
  for (double& frequency : frequencies) {
    if (config.type == "linear") frequency /= config.factor;
    if (config.type == "llama3") frequency = llama3_frequency(config, frequency);
  }
  return {{frequencies.begin(), frequencies.end()},
          config.type == "yarn" ? static_cast<float>(yarn_scale(config)) : 1.0F};
}

}  // namespace dragoman::checkpoints
