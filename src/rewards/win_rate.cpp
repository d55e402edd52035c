#include "rewards/win_rate.h"

#include <array>

#include "oracles/prompts.h"
#include "rewards/catalog.h"
#include "tasks/prompt_template.h"
#include "tasks/template_problems.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

constexpr std::array<std::string_view, 6> kPlaces = {
    "source", "first", "second", "reference", "source_language", "target_language"};

constexpr const char* kForm =
    "\n\nReply with one JSON object and nothing else: {\"critique\": \"two or three sentences\", "
    "\"better\": \"A\", \"B\" or \"same\"}";

const char* fault_of(const Json& reply) {
  constexpr const char* kUnreadable = "unreadable";
  if (reply.size() != 2 || !reply.contains("critique") || !reply.contains("better"))
    return kUnreadable;
  const Json& better = reply.at("better");
  const bool known = better == "A" || better == "B" || better == "same";
  return known && reply.at("critique").is_string() ? nullptr : kUnreadable;
}

// What the answer at the first place has won.
double won(const Json& reply) {
  const Json& better = reply.at("better");
  return better == "A" ? 1.0 : better == "B" ? 0.0 : 0.5;
}

// What needs no judge: what the first answer wins against the second.
std::optional<double> plain(std::string_view first, std::string_view second) {
  const std::string_view a = text::strip(first), b = text::strip(second);
  if (a == b) return 0.5;
  if (a.empty() || b.empty()) return a.empty() ? 0.0 : 1.0;
  return std::nullopt;
}

}  // namespace

void WinRateConfig::validate(config::Problems& problems) const {
  tasks::check_template(problems, "judge_template", judge_template, kPlaces, {"first", "second"});
}

WinRate::WinRate(const WinRateConfig& config, const RewardContext& context)
    : WinRate(config, std::make_unique<Judge>(config.judge, context, "win_rate")) {}

WinRate::WinRate(const WinRateConfig& config, std::unique_ptr<Judge> judge)
    : config_(config), judge_(std::move(judge)) {}

std::string WinRate::prompt(const Judged& first, const Judged& second) const {
  const data::Row& row = *first.row;
  const std::string source = oracles::language_name(row, row.source_language);
  const std::string target = oracles::language_name(row, row.target_language);
  const std::string reference = row.references.empty() ? "" : row.references.front();
  return tasks::PromptTemplate(config_.judge_template, kPlaces, "judge_template")
             .fill({{"source", row.source},
                    {"first", first.hypothesis},
                    {"second", second.hypothesis},
                    {"reference", reference},
                    {"source_language", source},
                    {"target_language", target}}) +
         kForm;
}

// Two replies a vote: with the answer at the first place, and at the second one. A vote that lacks
// one of them counts for nothing, as the other may only like its place.
std::optional<double> WinRate::settle(std::span<const std::optional<Json>> replies) const {
  double sum = 0.0, votes = 0.0;
  for (size_t i = 0; i + 1 < replies.size(); i += 2) {
    if (!replies[i] || !replies[i + 1]) continue;
    const double first = won(*replies[i]), second = 1.0 - won(*replies[i + 1]);
    judge_->count("pairs");
    if (first + second == 1.0 && first != second) judge_->count("contradictions");
    sum += 0.5 * (first + second);
    votes += 1.0;
  }
  if (votes == 0.0) return std::nullopt;
  return sum / votes;
}

// What the first of each pair wins.
std::vector<std::optional<double>> WinRate::wins_of(std::span<const Judged> items,
                                                    std::span<const Pair> pairs) const {
  std::vector<std::optional<double>> wins;
  std::vector<JudgeQuestion> questions;
  std::vector<size_t> asked;  // places in `wins`
  for (const Pair& pair : pairs) {
    const Judged &a = items[pair.a], &b = items[pair.b];
    wins.push_back(plain(a.hypothesis, b.hypothesis));
    if (wins.back()) continue;
    asked.push_back(wins.size() - 1);
    for (int64_t vote = 0; vote < config_.votes; ++vote) {
      questions.push_back({a.row, prompt(a, b), vote});
      questions.push_back({a.row, prompt(b, a), vote});
    }
  }
  const int64_t round = items.empty() ? 0 : items.front().round;
  const auto replies =
      judge_->ask(questions, round, [](size_t, const Json& reply) { return fault_of(reply); });
  const auto of_a_pair = static_cast<size_t>(2 * config_.votes);
  for (size_t i = 0; i < asked.size(); ++i)
    wins[asked[i]] = settle(std::span(replies).subspan(i * of_a_pair, of_a_pair));
  return wins;
}

std::vector<std::optional<double>> WinRate::score(std::span<const Judged> items) const {
  const std::vector<Pair> pairs = pairs_of(items, config_.num_opponents);
  const std::vector<std::optional<double>> wins = wins_of(items, pairs);
  std::vector<double> sums(items.size(), 0.0), games(items.size(), 0.0);
  std::vector<bool> alone(items.size(), true);
  for (size_t p = 0; p < pairs.size(); ++p) {
    const Pair& pair = pairs[p];
    alone[pair.a] = alone[pair.b] = false;
    if (!wins[p]) continue;
    sums[pair.a] += *wins[p];
    sums[pair.b] += 1.0 - *wins[p];
    games[pair.a] += 1.0;
    games[pair.b] += 1.0;
  }
  std::vector<std::optional<double>> values(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (alone[i]) values[i] = 0.5;
    if (games[i] > 0.0) values[i] = sums[i] / games[i];
  }
  return values;
}

Entry win_rate() {
  return make_entry<WinRate, WinRateConfig>(
      "win_rate", "Score: how often a judge prefers the answer to others, 0 to 1.");
}

}  // namespace dragoman::rewards
