#include "rewards/judge.h"

#include <fmt/core.h>

#include "base/error.h"
#include "oracles/json_reply.h"
#include "oracles/open.h"
#include "oracles/spending_report.h"

namespace dragoman::rewards {
namespace {

using oracles::Answer;
using oracles::Ask;
using oracles::Question;

constexpr size_t kShown = 200;  // bytes of an unreadable reply that a message shows

std::unique_ptr<oracles::Desk> opened(const JudgeSection& section, const RewardContext& context,
                                      const char* reward) {
  if (context.oracle == nullptr) return nullptr;
  auto desk = oracles::open_desk(section.oracle, *context.oracle);
  if (!desk->answers(Ask::kComplete))
    throw_input(
        "reward {}: the judge {} can't be asked in free words; endpoint, checkpoint, program and "
        "replay can",
        reward, section.oracle.oracle.name());
  return desk;
}

std::unique_ptr<oracles::Desk> opened(std::unique_ptr<oracles::Oracle> oracle, const Path& file) {
  const auto cache = std::make_shared<oracles::Cache>(file);
  return std::make_unique<oracles::Desk>(std::move(oracle), cache, cache);
}

data::Row asked_row(const JudgeQuestion& question) {
  data::Row row;
  row.source = question.prompt;
  row.source_language = question.row->source_language;
  row.target_language = question.row->target_language;
  row.domain = question.row->domain;
  return row;
}

std::string beginning_of(const std::string& reply) {
  return reply.size() <= kShown ? reply : reply.substr(0, kShown) + " …";
}

}  // namespace

Judge::Judge(const JudgeSection& section, const RewardContext& context, const char* reward)
    : desk_(opened(section, context, reward)) {}

Judge::Judge(std::unique_ptr<oracles::Oracle> oracle, const Path& file)
    : desk_(opened(std::move(oracle), file)) {}

std::vector<std::optional<Json>> Judge::ask(std::span<const JudgeQuestion> questions, int64_t round,
                                            const Check& check) {
  DRAGOMAN_CHECK(desk_ != nullptr, "a judge is opened before it is asked");
  const std::lock_guard lock(mutex_);
  trouble_.clear();
  std::vector<data::Row> rows;
  for (const JudgeQuestion& question : questions) rows.push_back(asked_row(question));
  std::vector<Question> asked;
  for (size_t i = 0; i < rows.size(); ++i) {
    const int64_t sample = questions[i].sample;
    asked.push_back(
        {Ask::kComplete, &rows[i], sample == 0 ? "" : std::to_string(sample + 1), round});
  }
  const std::vector<Answer> answers = desk_->collect(asked);
  counts_["asked"] += static_cast<double>(answers.size());
  std::vector<std::optional<Json>> found(answers.size());
  for (size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].usable()) {
      lose(name_of(answers[i].failure), answers[i].why);
      continue;
    }
    std::optional<Json> object = oracles::read_json_reply(answers[i].text);
    const char* fault = object ? check(i, *object) : "unreadable";
    if (fault == nullptr)
      found[i] = std::move(object);
    else
      lose(fault, beginning_of(answers[i].text));
  }
  return found;
}

void Judge::lose(const std::string& reason, const std::string& why) {
  counts_["lost"] += 1.0;
  counts_["lost/" + reason] += 1.0;
  if (trouble_.empty()) trouble_ = fmt::format("{}: {}", reason, why);
}

void Judge::count(const std::string& name, double times) {
  const std::lock_guard lock(mutex_);
  counts_[name] += times;
}

void Judge::close_round(int64_t round) {
  if (desk_ == nullptr) return;
  const std::lock_guard lock(mutex_);
  tally_ += desk_->close_round(round);
}

std::map<std::string, double> Judge::report() {
  const std::lock_guard lock(mutex_);
  std::map<std::string, double> report = std::exchange(counts_, {});
  const double asked = report["asked"];
  report["lost"] += 0.0;  // named also where nothing was
  report.merge(oracles::spending_report(std::exchange(tally_, oracles::Tally{}), asked));
  return report;
}

std::string Judge::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

Rng order_of(std::string_view what, const data::Row& row) {
  return Rng(0).derive(what).derive(row.direction()).derive(row.source);
}

}  // namespace dragoman::rewards
