#include "oracles/spending_report.h"

namespace dragoman::oracles {

std::map<std::string, double> spending_report(const Tally& tally, double questions) {
  const auto requests = static_cast<double>(tally.spent.requests);
  std::map<std::string, double> report;
  report["requests"] = requests;
  report["retries"] = static_cast<double>(tally.spent.retries);
  report["cached"] = questions - static_cast<double>(tally.asked);
  report["cost"] = tally.spent.cost;
  report["prompt_tokens"] = static_cast<double>(tally.spent.prompt_tokens);
  report["completion_tokens"] = static_cast<double>(tally.spent.completion_tokens);
  if (requests > 0.0) report["latency_s"] = tally.spent.seconds / requests;
  return report;
}

}  // namespace dragoman::oracles
