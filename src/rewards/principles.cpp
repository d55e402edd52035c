#include "rewards/principles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "oracles/prompts.h"
#include "rewards/catalog.h"
#include "tasks/prompt_template.h"
#include "tasks/template_problems.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

constexpr std::array<std::string_view, 2> kPrinciplePlaces = {"source_language", "target_language"};
constexpr std::array<std::string_view, 6> kJudgePlaces = {
    "source", "answer", "principles", "reference", "source_language", "target_language"};
constexpr std::array<std::string_view, 5> kDynamicPlaces = {"source", "principles", "count",
                                                            "source_language", "target_language"};

std::string numbered(std::span<const std::string> principles) {
  std::string text;
  for (size_t i = 0; i < principles.size(); ++i)
    text += fmt::format("{}{}. {}", i == 0 ? "" : "\n", i + 1, principles[i]);
  return text;
}

std::string verdict_form(size_t count) {
  std::string keys;
  for (size_t i = 1; i <= count; ++i) keys += fmt::format(", \"{}\": true or false", i);
  return "\n\nReply with one JSON object and nothing else: {\"critique\": \"two or three "
         "sentences\"" +
         keys + "}";
}

// {"critique": "…", "1": true, …}: each principle's number once, and nothing else.
const char* fault_of_verdict(const Json& verdict, size_t count) {
  if (verdict.size() != count + 1) return "unreadable";
  if (!verdict.contains("critique") || !verdict.at("critique").is_string()) return "unreadable";
  for (size_t i = 1; i <= count; ++i) {
    const std::string key = std::to_string(i);
    if (!verdict.contains(key) || !verdict.at(key).is_boolean()) return "unreadable";
  }
  return nullptr;
}

double share_fulfilled(const Json& verdict) {
  double fulfilled = 0.0;
  for (const auto& [key, value] : verdict.items())
    if (value.is_boolean() && value.get<bool>()) fulfilled += 1.0;
  return fulfilled / static_cast<double>(verdict.size() - 1);
}

// {"principles": ["…", …]}: as many as were asked for, each a line of text, none twice.
const char* fault_of_principles(const Json& reply, int64_t count) {
  if (reply.size() != 1 || !reply.contains("principles")) return "unreadable";
  const Json& list = reply.at("principles");
  if (!list.is_array() || std::ssize(list) != count) return "unreadable";
  std::set<std::string> seen;
  for (const Json& one : list) {
    if (!one.is_string()) return "unreadable";
    const auto text = one.get<std::string>();
    const bool line = !text::strip(text).empty() && text.find('\n') == std::string::npos;
    if (!line || !seen.insert(text).second) return "unreadable";
  }
  return nullptr;
}

bool is_empty(const Judged& item) { return text::strip(item.hypothesis).empty(); }

}  // namespace

void PrinciplesConfig::validate(config::Problems& problems) const {
  for (const std::string& principle : principles)
    tasks::check_template(problems, "principles", principle, kPrinciplePlaces, {});
  tasks::check_template(problems, "judge_template", judge_template, kJudgePlaces,
                        {"answer", "principles"});
  tasks::check_template(problems, "dynamic_template", dynamic_template, kDynamicPlaces,
                        {"source", "count"});
  if (principles.empty() && num_dynamic_principles == 0)
    problems.add("principles", "is empty, and num_dynamic_principles is 0: nothing is judged");
}

Principles::Principles(const PrinciplesConfig& config, const RewardContext& context)
    : Principles(config, std::make_unique<Judge>(config.judge, context, "principles")) {}

Principles::Principles(const PrinciplesConfig& config, std::unique_ptr<Judge> judge)
    : config_(config), judge_(std::move(judge)) {}

std::vector<std::string> Principles::fixed_for(const data::Row& row) const {
  const std::string source = oracles::language_name(row, row.source_language);
  const std::string target = oracles::language_name(row, row.target_language);
  std::vector<std::string> filled;
  for (const std::string& principle : config_.principles)
    filled.push_back(tasks::PromptTemplate(principle, kPrinciplePlaces, "principles")
                         .fill({{"source_language", source}, {"target_language", target}}));
  return filled;
}

std::string Principles::dynamic_prompt(const data::Row& row) const {
  const std::string source = oracles::language_name(row, row.source_language);
  const std::string target = oracles::language_name(row, row.target_language);
  const std::string count = std::to_string(config_.num_dynamic_principles);
  const std::string fixed = numbered(fixed_for(row));
  return tasks::PromptTemplate(config_.dynamic_template, kDynamicPlaces, "dynamic_template")
             .fill({{"source", row.source},
                    {"principles", fixed},
                    {"count", count},
                    {"source_language", source},
                    {"target_language", target}}) +
         "\n\nReply with one JSON object and nothing else: {\"principles\": [\"…\", …]}";
}

std::string Principles::prompt(const Judged& item, std::span<const std::string> principles) const {
  const data::Row& row = *item.row;
  const std::string source = oracles::language_name(row, row.source_language);
  const std::string target = oracles::language_name(row, row.target_language);
  const std::string listed = numbered(principles);
  const std::string reference = row.references.empty() ? "" : row.references.front();
  return tasks::PromptTemplate(config_.judge_template, kJudgePlaces, "judge_template")
             .fill({{"source", row.source},
                    {"answer", item.hypothesis},
                    {"principles", listed},
                    {"reference", reference},
                    {"source_language", source},
                    {"target_language", target}}) +
         verdict_form(principles.size());
}

// A row whose own principles are lost keeps the fixed ones: all answers to it share them.
Principles::ByRow Principles::principles_of(std::span<const Judged> items) const {
  ByRow found;
  std::vector<const data::Row*> rows;
  for (const Judged& item : items)
    if (found.try_emplace(item.row, fixed_for(*item.row)).second) rows.push_back(item.row);
  if (config_.num_dynamic_principles == 0 || items.empty()) return found;
  std::vector<JudgeQuestion> questions;
  for (const data::Row* row : rows) questions.push_back({row, dynamic_prompt(*row)});
  const auto replies =
      judge_->ask(questions, items.front().round, [this](size_t, const Json& reply) {
        return fault_of_principles(reply, config_.num_dynamic_principles);
      });
  for (size_t i = 0; i < rows.size(); ++i)
    if (replies[i])
      for (const Json& one : replies[i]->at("principles"))
        found[rows[i]].push_back(one.get<std::string>());
  return found;
}

std::vector<std::optional<double>> Principles::score(std::span<const Judged> items) const {
  const ByRow principles = principles_of(items);
  std::vector<JudgeQuestion> questions;
  std::vector<size_t> places;  // of each question's item
  for (size_t i = 0; i < items.size(); ++i) {
    std::vector<std::string> own = principles.at(items[i].row);
    if (is_empty(items[i]) || own.empty()) continue;
    const Rng rng = order_of("principles", *items[i].row).derive(items[i].hypothesis);
    for (int64_t vote = 0; vote < config_.votes; ++vote) {
      rng.derive("vote", vote).shuffle(own);
      questions.push_back({items[i].row, prompt(items[i], own), vote});
      places.push_back(i);
    }
  }
  const int64_t round = items.empty() ? 0 : items.front().round;
  const auto replies = judge_->ask(questions, round, [&](size_t i, const Json& reply) {
    return fault_of_verdict(reply, principles.at(items[places[i]].row).size());
  });
  std::vector<double> sums(items.size(), 0.0), counts(items.size(), 0.0);
  for (size_t q = 0; q < replies.size(); ++q) {
    if (!replies[q]) continue;
    sums[places[q]] += share_fulfilled(*replies[q]);
    counts[places[q]] += 1.0;
  }
  std::vector<std::optional<double>> values(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (counts[i] > 0.0) values[i] = sums[i] / counts[i];
    if (is_empty(items[i])) values[i] = 0.0;
  }
  return values;
}

Entry principles() {
  return make_entry<Principles, PrinciplesConfig>(
      "principles", "Score: the share of principles that a judge sees fulfilled, 0 to 1.");
}

}  // namespace dragoman::rewards
