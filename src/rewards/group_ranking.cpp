#include "rewards/group_ranking.h"

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

constexpr std::array<std::string_view, 6> kPlaces = {
    "source", "answers", "max_score", "reference", "source_language", "target_language"};

std::string letter(size_t index) { return {static_cast<char>('A' + index)}; }

bool is_empty(std::string_view answer) { return text::strip(answer).empty(); }

std::string form(size_t count) {
  std::string scores;
  for (size_t i = 0; i < count; ++i)
    scores += fmt::format("{}\"{}\": a number", i == 0 ? "" : ", ", letter(i));
  return "\n\nReply with one JSON object and nothing else: {\"comparison\": \"a few sentences\", "
         "\"ranking\": [the letters, best first], \"scores\": {" +
         scores + "}}";
}

// The letters in their order; nothing where one is missing, strange or twice there.
std::optional<std::vector<std::string>> ranking_of(const Json& list, size_t count) {
  if (!list.is_array() || list.size() != count) return std::nullopt;
  std::vector<std::string> ranking;
  std::set<std::string> letters;
  for (size_t i = 0; i < count; ++i) letters.insert(letter(i));
  for (const Json& one : list) {
    if (!one.is_string() || letters.erase(one.get<std::string>()) == 0) return std::nullopt;
    ranking.push_back(one.get<std::string>());
  }
  return ranking;
}

}  // namespace

void GroupRankingConfig::validate(config::Problems& problems) const {
  tasks::check_template(problems, "judge_template", judge_template, kPlaces, {"answers"});
}

GroupRanking::GroupRanking(const GroupRankingConfig& config, const RewardContext& context)
    : GroupRanking(config, std::make_unique<Judge>(config.judge, context, "group_ranking")) {}

GroupRanking::GroupRanking(const GroupRankingConfig& config, std::unique_ptr<Judge> judge)
    : config_(config), judge_(std::move(judge)) {}

// Dealt out evenly: nine answers are three questions of three where four are the most.
void GroupRanking::deal(const data::Row& row, std::vector<std::string> answers,
                        std::vector<Deal>& to) const {
  const auto most = static_cast<size_t>(config_.group_size);
  const size_t parts = (answers.size() + most - 1) / most;
  Rng rng = order_of("group_ranking", row);
  for (const std::string& answer : answers) rng = rng.derive(answer);
  for (int64_t shuffle = 0; shuffle < config_.shuffles; ++shuffle) {
    rng.derive("shuffle", shuffle).shuffle(answers);
    for (size_t part = 0; part < parts; ++part) {
      const auto begin = answers.begin() + static_cast<int64_t>(answers.size() * part / parts);
      const auto end = answers.begin() + static_cast<int64_t>(answers.size() * (part + 1) / parts);
      to.push_back({&row, shuffle, {begin, end}});
    }
  }
}

std::vector<GroupRanking::Deal> GroupRanking::deals_of(std::span<const Judged> items) const {
  std::vector<Deal> deals;
  for (size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    std::set<std::string> answers;  // different ones, in an order that they alone decide
    for (; end < items.size() && items[end].row == items[begin].row; ++end)
      if (!is_empty(items[end].hypothesis)) answers.emplace(items[end].hypothesis);
    deal(*items[begin].row, {answers.begin(), answers.end()}, deals);
  }
  return deals;
}

std::string GroupRanking::prompt(const Deal& deal) const {
  std::string answers;
  for (size_t i = 0; i < deal.answers.size(); ++i)
    answers += fmt::format("{}<translation {}>\n{}\n</translation {}>", i == 0 ? "" : "\n\n",
                           letter(i), deal.answers[i], letter(i));
  const data::Row& row = *deal.row;
  const std::string source = oracles::language_name(row, row.source_language);
  const std::string target = oracles::language_name(row, row.target_language);
  const std::string most = fmt::format("{}", config_.max_score);
  const std::string reference = row.references.empty() ? "" : row.references.front();
  return tasks::PromptTemplate(config_.judge_template, kPlaces, "judge_template")
             .fill({{"source", row.source},
                    {"answers", answers},
                    {"max_score", most},
                    {"reference", reference},
                    {"source_language", source},
                    {"target_language", target}}) +
         form(deal.answers.size());
}

// {"comparison": "…", "ranking": ["B", "A"], "scores": {"A": 4, "B": 7}}: all letters in both, the
// scores in range, and none of them higher than that of a better rank.
const char* GroupRanking::fault_of(const Json& reply, size_t count) const {
  constexpr const char* kUnreadable = "unreadable";
  if (reply.size() != 3 || !reply.contains("comparison") || !reply.contains("ranking") ||
      !reply.contains("scores") || !reply.at("comparison").is_string())
    return kUnreadable;
  const Json& scores = reply.at("scores");
  const auto ranking = ranking_of(reply.at("ranking"), count);
  if (!ranking || !scores.is_object() || scores.size() != count) return kUnreadable;
  double last = config_.max_score;
  bool agrees = true;
  for (const std::string& one : *ranking) {
    if (!scores.contains(one) || !scores.at(one).is_number()) return kUnreadable;
    const double score = scores.at(one).get<double>();
    if (!(score >= 0.0 && score <= config_.max_score)) return kUnreadable;
    agrees = agrees && score <= last;
    last = score;
  }
  return agrees ? nullptr : "contradiction";
}

std::vector<std::optional<double>> GroupRanking::score(std::span<const Judged> items) const {
  const std::vector<Deal> deals = deals_of(items);
  std::vector<JudgeQuestion> questions;
  for (const Deal& deal : deals) questions.push_back({deal.row, prompt(deal), deal.shuffle});
  const int64_t round = items.empty() ? 0 : items.front().round;
  const auto replies = judge_->ask(questions, round, [&](size_t i, const Json& reply) {
    return fault_of(reply, deals[i].answers.size());
  });
  std::map<std::pair<const data::Row*, std::string>, std::vector<double>> scores;
  for (size_t d = 0; d < deals.size(); ++d)
    for (size_t i = 0; replies[d] && i < deals[d].answers.size(); ++i)
      scores[{deals[d].row, deals[d].answers[i]}].push_back(
          replies[d]->at("scores").at(letter(i)).get<double>());
  std::vector<std::optional<double>> values(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (is_empty(items[i].hypothesis)) values[i] = config_.invalid_score;
    const auto own = scores.find({items[i].row, std::string(items[i].hypothesis)});
    if (own == scores.end()) continue;
    double sum = 0.0;
    for (const double score : own->second) sum += score;
    values[i] = config_.score_scale * sum / static_cast<double>(own->second.size());
  }
  return values;
}

Entry group_ranking() {
  return make_entry<GroupRanking, GroupRankingConfig>(
      "group_ranking", "Score: what a judge gives the answers to one question beside each other.");
}

}  // namespace dragoman::rewards
