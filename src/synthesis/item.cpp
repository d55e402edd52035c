#include "synthesis/item.h"

#include <fmt/core.h>

#include <algorithm>

#include "data/fingerprint.h"

namespace dragoman::synthesis {
namespace {

Json step_json(const Step& step) {
  const data::Fingerprint print = data::fingerprint(step.prompt);
  Json json = {{"step", step.kind},
               {"oracle", step.oracle},
               {"prompt", fmt::format("{:016x}{:016x}", print.high, print.low)}};
  if (step.failure != oracles::Failure::kNone) json["failure"] = name_of(step.failure);
  json["spent"] = spent_json(step.spent);
  return json;
}

Json messages_of(const Item& item) {
  Json messages = Json::array({{{"role", "user"}, {"content", item.instruction}}});
  if (!item.answer.empty()) messages.push_back({{"role", "assistant"}, {"content", item.answer}});
  return messages;
}

}  // namespace

void Item::enter(const std::string& stage) {
  if (std::find(stages.begin(), stages.end(), stage) == stages.end()) stages.push_back(stage);
}

void Item::refuse(std::string_view by, Refusal given) {
  refused_by = by;
  refusal = std::move(given);
}

Json spent_json(const oracles::Spent& spent) {
  return {{"requests", spent.requests},
          {"prompt_tokens", spent.prompt_tokens},
          {"completion_tokens", spent.completion_tokens},
          {"cost", spent.cost}};
}

Json row_of(const Item& item) {
  Json steps = Json::array();
  oracles::Spent spent;
  for (const Step& step : item.steps) {
    steps.push_back(step_json(step));
    spent += step.spent;
  }
  Json row = {{"id", fmt::format("{}-{}", item.maker, item.number)},
              {"messages", messages_of(item)},
              {"language", item.target_language},
              {"maker", item.maker}};
  if (!item.origin.id.empty()) row["made_from"] = item.origin.id;
  if (item.refusal) {
    row["refused_by"] = item.refused_by;
    row["reason"] = item.refusal->reason;
    row["why"] = item.refusal->why;
  }
  row["verdicts"] = item.verdicts;
  row["derivation"] = std::move(steps);
  row["spent"] = spent_json(spent);
  return row;
}

}  // namespace dragoman::synthesis
