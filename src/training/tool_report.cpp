#include "training/tool_report.h"

namespace dragoman::training {
namespace {

double share(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

std::map<std::string, double> tool_report(std::span<const episodes::EpisodeGroup> groups) {
  double all = 0.0, calls = 0.0, failures = 0.0, cost = 0.0, free = 0.0, used = 0.0;
  for (const episodes::EpisodeGroup& group : groups) {
    for (const episodes::Episode& episode : group) {
      all += 1.0;
      calls += static_cast<double>(episode.calls.size());
      for (const episodes::ToolCall& call : episode.calls) {
        failures += call.failed ? 1.0 : 0.0;
        cost += call.cost;
      }
      if (!episode.branch.empty()) continue;
      free += 1.0;
      used += episode.calls.empty() ? 0.0 : 1.0;
    }
  }
  return {{"tools/call_frequency", share(calls, all)},
          {"tools/failure_frequency", share(failures, calls)},
          {"tools/calls", calls},
          {"tools/cost", share(cost, all)},
          {"tools/used_ratio", share(used, free)}};
}

Json to_json(const std::vector<episodes::ToolCall>& calls) {
  Json list = Json::array();
  for (const episodes::ToolCall& call : calls)
    list.push_back({{"name", call.name},
                    {"arguments", call.arguments},
                    {"result", call.result},
                    {"failed", call.failed},
                    {"cost", call.cost}});
  return list;
}

std::vector<episodes::ToolCall> read_calls(const Json& list) {
  std::vector<episodes::ToolCall> calls;
  for (const Json& call : list)
    calls.push_back({call.at("name"), call.at("arguments"), call.at("result"), call.at("failed"),
                     call.at("cost")});
  return calls;
}

}  // namespace dragoman::training
