#include "training/taught.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/error.h"
#include "base/progress.h"
#include "config/writer.h"
#include "oracles/open.h"

namespace dragoman::training {
namespace {

constexpr size_t kQuestionsAtOnce = 512;

// What a reward compares with, as its options say.
std::string target_of(const rewards::RewardPart& part) {
  Json options = Json::object();
  config::Writer writer(options);
  part.reward.write(writer);
  return options.value("target", "references");
}

bool replays(const Recipe& recipe) { return recipe.kind == "rl" && recipe.rl.replays(); }

std::unique_ptr<oracles::Desk> open_desk(const Workshop& workshop) {
  return oracles::open_desk(*workshop.recipe.oracle, oracle_context(workshop));
}

struct Translated {
  std::vector<data::Row> rows;
  std::string first_failure;
};

void translate(oracles::Desk& desk, std::span<const data::Row> rows, int64_t round,
               Translated& to) {
  std::vector<oracles::Question> questions;
  for (const data::Row& row : rows)
    questions.push_back({oracles::Ask::kTranslate, &row, "", round});
  const std::vector<oracles::Answer> answers = desk.collect(questions);
  desk.close_round(round);
  for (size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].usable()) {
      to.rows.push_back(rows[i]);
      to.rows.back().references = {answers[i].text};
    } else if (to.first_failure.empty()) {
      to.first_failure = fmt::format("{}: {}", name_of(answers[i].failure), answers[i].why);
    }
  }
}

}  // namespace

oracles::OracleContext oracle_context(const Workshop& workshop) {
  return {.run_folder = workshop.run_folder,
          .rng = workshop.rng().derive("oracle"),
          .world = workshop.materials.world.get(),
          .rows = workshop.materials.train,
          .checkpoint = workshop.recipe.model.checkpoint,
          .dtype = workshop.recipe.model.dtype,
          .say = workshop.say};
}

OracleUse oracle_use(const Recipe& recipe) {
  OracleUse use;
  const auto note = [&](bool& asked, std::string by) {
    asked = true;
    if (use.by.empty()) use.by = std::move(by);
  };
  for (const rewards::RewardPart& part : recipe.reward) {
    const std::string target = target_of(part);
    if (target == "references") continue;
    note(target == "refinement" ? use.refines : use.translates,
         fmt::format("reward {} has target = \"{}\"", part.reward.name(), target));
  }
  if (recipe.candidates && recipe.candidates->chosen == "refinement")
    note(use.refines, "candidates.chosen = \"refinement\"");
  if (recipe.kind == "sft" && recipe.sft.target == "translation")
    note(use.translates, "sft.target = \"translation\"");
  return use;
}

void validate_oracle(const Recipe& recipe, config::Problems& problems) {
  const OracleUse use = oracle_use(recipe);
  if (!recipe.oracle && !use.by.empty() && !replays(recipe))
    problems.add("oracle", fmt::format("is missing: {}", use.by));
}

std::string oracle_plan(const Recipe& recipe) {
  const OracleUse use = oracle_use(recipe);
  if (!recipe.oracle || use.by.empty() || replays(recipe)) return "";
  std::string text = fmt::format("oracle: {}", recipe.oracle->oracle.name());
  const auto add = [&](bool asked, const char* what, int64_t count) {
    if (asked)
      text +=
          count > 0 ? fmt::format(", at most {} {}", count, what) : fmt::format(", all {}", what);
  };
  int64_t sources = 0, drafts = 0;  // 0: as many as there are
  if (recipe.kind == "rl") {
    drafts = recipe.trainer.max_steps * recipe.trainer.sequences_per_step();
    sources = drafts / recipe.rl.num_generations;
  } else if (recipe.candidates && recipe.candidates->max_rows > 0) {
    sources = recipe.candidates->max_rows;
    drafts = sources * recipe.candidates->num_generations;
  }
  add(use.refines, "refinements of drafts", drafts);
  add(use.translates, "translations of sources", sources);
  const Json options = config::to_json(*recipe.oracle);
  if (const double most = options.value("max_requests", 0.0); most > 0.0)
    text += fmt::format("; at most {} requests", most);
  if (const double most = options.value("max_cost", 0.0); most > 0.0)
    text += fmt::format("; at most {} of money", most);
  return text;
}

std::unique_ptr<rollouts::Teacher> make_teacher(const Workshop& workshop,
                                                std::span<const data::Row> rows) {
  const Recipe& recipe = workshop.recipe;
  if (!recipe.oracle || replays(recipe)) return nullptr;
  const OracleUse use = oracle_use(recipe);
  if (use.by.empty()) {
    workshop.say(
        "oracle: it is asked for nothing, as no [[reward]] has target = \"refinement\" or "
        "\"translation\"");
    return nullptr;
  }
  return std::make_unique<rollouts::Teacher>(
      open_desk(workshop),
      rollouts::TeacherSettings{use.refines, use.translates, recipe.reward_rules.max_failed_share},
      rows, *workshop.materials.task);
}

std::vector<data::Row> translated_rows(const Workshop& workshop) {
  const std::vector<data::Row>& rows = workshop.materials.train;
  const auto desk = open_desk(workshop);
  Translated translated;
  {
    Progress progress("teacher", "sentences", std::ssize(rows));
    for (size_t begin = 0; begin < rows.size(); begin += kQuestionsAtOnce) {
      const auto part =
          std::span(rows).subspan(begin, std::min(kQuestionsAtOnce, rows.size() - begin));
      translate(*desk, part, static_cast<int64_t>(begin / kQuestionsAtOnce), translated);
      progress.advance(std::ssize(part));
    }
  }
  const size_t failed = rows.size() - translated.rows.size();
  const double allowed = workshop.recipe.reward_rules.max_failed_share;
  if (static_cast<double>(failed) > allowed * static_cast<double>(rows.size()))
    throw_failure(
        "the oracle has no translation for {} of {} sources, more than max_failed_share = {} "
        "allows; the first: {}",
        failed, rows.size(), allowed, translated.first_failure);
  workshop.say(fmt::format("teacher: {} sources translated; left out: {}{}", translated.rows.size(),
                           failed,
                           failed == 0 ? "" : ", the first for " + translated.first_failure));
  return std::move(translated.rows);
}

}  // namespace dragoman::training
