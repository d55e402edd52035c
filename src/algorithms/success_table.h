// How often questions in a language are answered rightly, by the way in which they are answered:
// one table for all that adapts by language (a gate on the price of calls, a boundary between two
// modes, hints that fade).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dragoman::algorithms {

class SuccessTable {
 public:
  // A new mean counts (1 - decay); decay in [0, 1).
  explicit SuccessTable(double decay) : decay_(decay) {}

  // The running mean of successes, in [0, 1]; `otherwise` where nothing has been seen.
  double rate(std::string_view language, std::string_view mode, double otherwise = 0.0) const;

  // What a step has seen of one language and mode; nothing is no news.
  void observe(const std::string& language, const std::string& mode,
               const std::vector<double>& successes);

  // "language/mode" -> rate.
  std::map<std::string, double> rates() const;

  Json state() const;
  void set_state(const Json& state);

 private:
  double decay_;
  std::map<std::string, std::map<std::string, double, std::less<>>, std::less<>> rates_;
};

}  // namespace dragoman::algorithms
