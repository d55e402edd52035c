// What episodes say of the tools that were called in them: in the log, and in episodes.jsonl.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "episodes/episode.h"

namespace dragoman::training {

// Over all episodes:
//   tools/call_frequency     calls an episode (TRL)
//   tools/failure_frequency  share of the calls that failed (TRL)
//   tools/calls, tools/cost  calls in all; what they cost in an episode, in the mean
// and over those that nobody forced to call or not to:
//   tools/used_ratio         share with a call
std::map<std::string, double> tool_report(std::span<const episodes::EpisodeGroup> groups);

// A list of {"name", "arguments", "result", "failed", "cost"}.
Json to_json(const std::vector<episodes::ToolCall>& calls);
std::vector<episodes::ToolCall> read_calls(const Json& list);  // throws Json's exceptions

}  // namespace dragoman::training
