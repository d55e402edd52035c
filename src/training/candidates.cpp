#include "training/candidates.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/progress.h"
#include "episodes/text_rules.h"
#include "rollouts/judge.h"
#include "training/taught.h"

namespace dragoman::training {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;

constexpr int64_t kAnswersAtOnce = 512;

struct Counts {
  int64_t answers = 0, truncated = 0, failed = 0, repeated = 0;
  double reward = 0.0;  // sum over what is left

  int64_t left() const { return answers - truncated - failed - repeated; }
  std::string text(size_t prompts) const {
    return fmt::format(
        "candidates: {} prompts, {} answers, {} of them left with a mean reward of {:.4f}; left "
        "out: {} without an end, {} without a reward, {} that were there before",
        prompts, answers, left(), reward / static_cast<double>(std::max<int64_t>(1, left())),
        truncated, failed, repeated);
  }
};

CandidateGroup select(const EpisodeGroup& episodes, int64_t row, Counts& counts) {
  CandidateGroup group;
  group.row = row;
  std::set<std::string> seen;
  for (const Episode& episode : episodes) {
    ++counts.answers;
    const auto prompt = episode.tokens.begin() + episode.spans.front().end;
    if (group.prompt.empty()) group.prompt.assign(episode.tokens.begin(), prompt);
    if (episode.status == episodes::Status::kTruncated)
      ++counts.truncated;
    else if (!episode.usable())
      ++counts.failed;
    else if (!seen.insert(episode.completion).second)
      ++counts.repeated;
    else {
      counts.reward += episode.reward;
      group.candidates.push_back(
          {{prompt, episode.tokens.end()}, episode.hypothesis, episode.reward, episode.refinement});
    }
  }
  std::stable_sort(group.candidates.begin(), group.candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.reward > b.reward; });
  return group;
}

// What the answers depend on; the first line of their file.
Json made_with(const Recipe& recipe) {
  const Json all = config::to_json(recipe);
  Json made = Json::object();
  for (const char* key : {"seed", "model", "tokenizer", "world", "data", "eval_data", "task",
                          "reward_rules", "reward", "candidates", "oracle"})
    made[key] = all.value(key, Json());
  return made;
}

Json line_of(const CandidateGroup& group) {
  Json candidates = Json::array();
  for (const Candidate& candidate : group.candidates) {
    Json one = {{"reward", candidate.reward},
                {"hypothesis", candidate.hypothesis},
                {"tokens", candidate.tokens}};
    if (!candidate.refinement.empty()) one["refinement"] = candidate.refinement;
    candidates.push_back(std::move(one));
  }
  return {{"row", group.row}, {"prompt", group.prompt}, {"candidates", std::move(candidates)}};
}

CandidateGroup group_of(const Json& line, const std::string& where) {
  try {
    CandidateGroup group{line.at("row"), line.at("prompt").get<std::vector<TokenId>>(), {}};
    for (const Json& one : line.at("candidates"))
      group.candidates.push_back({one.at("tokens").get<std::vector<TokenId>>(),
                                  one.at("hypothesis"), one.at("reward"),
                                  one.value("refinement", "")});
    return group;
  } catch (const Json::exception& error) {
    throw_input("{}: {}; remove the file, and the candidates are drawn anew", where, error.what());
  }
}

// Nothing where there is no file, or one of other settings.
std::optional<std::vector<CandidateGroup>> read(const Path& path, const Json& made) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  LineReader reader(path);
  std::string line;
  if (!reader.next(line) || parse_json(line, reader.where()) != made) return std::nullopt;
  std::vector<CandidateGroup> groups;
  while (reader.next(line))
    groups.push_back(group_of(parse_json(line, reader.where()), reader.where()));
  return groups;
}

void write(const Path& path, const Json& made, const std::vector<CandidateGroup>& groups) {
  AtomicFile file(path);
  file.write(to_line(made) + "\n");
  for (const CandidateGroup& group : groups) file.write(to_line(line_of(group)) + "\n");
  file.commit();
}

class Drawing {
 public:
  Drawing(const Workshop& workshop, const CandidateRequest& request)
      : workshop_(workshop),
        request_(request),
        generator_(request.generator()),
        arguments_(*workshop.recipe.candidates),
        player_(workshop.materials.player()),
        oracle_(oracle_context(workshop)),
        rewards_(workshop.recipe.reward, workshop.recipe.reward_rules,
                 rewards::RewardContext{request.rows, &player_.task,
                                        workshop.recipe.oracle.has_value(), &oracle_}),
        teacher_(make_teacher(workshop, request.rows)),
        text_rules_(episodes::TextRules::make(arguments_.sampling, player_.tokenizer,
                                              generator_.vocabulary_size())) {}

  std::vector<CandidateGroup> draw() {
    const auto rows = static_cast<int64_t>(request_.rows.size());
    const int64_t count = arguments_.max_rows > 0 ? std::min(arguments_.max_rows, rows) : rows;
    const int64_t part = std::max<int64_t>(1, kAnswersAtOnce / arguments_.num_generations);
    Counts counts;
    std::vector<CandidateGroup> groups;
    {
      Progress progress("candidates", "prompts", count);
      for (int64_t begin = 0; begin < count; begin += part) {
        const int64_t end = std::min(count, begin + part);
        for (const EpisodeGroup& answers : judged(begin, end))
          groups.push_back(select(answers, begin + answers.front().group, counts));
        progress.advance(end - begin);
      }
    }
    workshop_.say(counts.text(groups.size()));
    return groups;
  }

 private:
  std::vector<EpisodeGroup> judged(int64_t begin, int64_t end) {
    std::vector<rollouts::Question> questions;
    for (int64_t i = begin; i < end; ++i) questions.push_back({&request_.rows[i], i});
    auto groups = rollouts::play(generator_, player_, questions,
                                 {arguments_.sampling, arguments_.num_generations, 0, text_rules_},
                                 workshop_.rng().derive("candidates").derive(request_.file));
    if (teacher_) teacher_->finish(groups, begin);
    rollouts::judge(groups, request_.rows, player_.task, rewards_, begin);
    if (teacher_) teacher_->close_round(begin);
    rewards_.close_round(begin);
    return groups;
  }

  const Workshop& workshop_;
  const CandidateRequest& request_;
  episodes::Generator& generator_;
  const CandidateArguments& arguments_;
  rollouts::Player player_;
  oracles::OracleContext oracle_;
  rewards::RewardSet rewards_;
  std::unique_ptr<rollouts::Teacher> teacher_;
  std::shared_ptr<const episodes::TextRules> text_rules_;
};

}  // namespace

Example CandidateGroup::example(const Candidate& candidate) const {
  Example made{prompt, std::vector<uint8_t>(prompt.size(), 0)};
  made.tokens.insert(made.tokens.end(), candidate.tokens.begin(), candidate.tokens.end());
  made.trained.resize(made.tokens.size(), 1);
  return made;
}

CandidateRequest own_candidates(const Workshop& workshop) {
  episodes::Learner& learner = workshop.learner;
  return {workshop.materials.train, [&learner] { return std::ref(learner.sampler()); }};
}

std::vector<CandidateGroup> find_candidates(const Workshop& workshop,
                                            const CandidateRequest& request) {
  const Path path = workshop.run_folder / request.file;
  const Json made = made_with(workshop.recipe);
  if (auto kept = read(path, made)) {
    workshop.say(
        fmt::format("candidates: {} prompts, as they lie in {}", kept->size(), path.string()));
    return std::move(*kept);
  }
  auto groups = Drawing(workshop, request).draw();
  write(path, made, groups);
  return groups;
}

std::vector<Example> kept_examples(std::span<const CandidateGroup> groups,
                                   const CandidateArguments& arguments) {
  std::vector<Example> examples;
  for (const CandidateGroup& group : groups) {
    int64_t kept = 0;
    for (const Candidate& candidate : group.candidates) {
      if (kept == arguments.num_kept) break;
      if (arguments.keep == "above" && candidate.reward < arguments.threshold) break;
      examples.push_back(group.example(candidate));
      ++kept;
    }
  }
  return examples;
}

}  // namespace dragoman::training
