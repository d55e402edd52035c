#include "algorithms/success_table.h"

#include <numeric>

namespace dragoman::algorithms {

double SuccessTable::rate(std::string_view language, std::string_view mode,
                          double otherwise) const {
  const auto modes = rates_.find(language);
  if (modes == rates_.end()) return otherwise;
  const auto found = modes->second.find(mode);
  return found == modes->second.end() ? otherwise : found->second;
}

void SuccessTable::observe(const std::string& language, const std::string& mode,
                           const std::vector<double>& successes) {
  if (successes.empty()) return;
  const double mean = std::accumulate(successes.begin(), successes.end(), 0.0) /
                      static_cast<double>(successes.size());
  const auto [place, is_new] = rates_[language].try_emplace(mode, mean);
  if (!is_new) place->second = decay_ * place->second + (1.0 - decay_) * mean;
}

std::map<std::string, double> SuccessTable::rates() const {
  std::map<std::string, double> all;
  for (const auto& [language, modes] : rates_)
    for (const auto& [mode, rate] : modes) all[language + "/" + mode] = rate;
  return all;
}

Json SuccessTable::state() const {
  Json state = Json::object();
  for (const auto& [language, modes] : rates_)
    for (const auto& [mode, rate] : modes) state[language][mode] = rate;
  return state;
}

void SuccessTable::set_state(const Json& state) {
  rates_.clear();
  for (const auto& [language, modes] : state.items())
    for (const auto& [mode, rate] : modes.items()) rates_[language][mode] = rate.get<double>();
}

}  // namespace dragoman::algorithms
