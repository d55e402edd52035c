// The parts of an RL step that its story (rl_step.cpp) calls by name.
#include <algorithm>

#include "algorithms/credit.h"
#include "base/error.h"
#include "training/rl_report.h"
#include "training/rl_step.h"
#include "training/tool_report.h"

namespace dragoman::training {
namespace {

constexpr const char* kReference = "reference";
constexpr const char* kAhead = "ahead";

// The step whose weights drew the episodes.
int64_t drawn_at(std::span<const episodes::EpisodeGroup> groups) {
  for (const episodes::EpisodeGroup& group : groups)
    for (const episodes::Episode& episode : group)
      for (const episodes::Span& span : episode.spans)
        if (span.kind == episodes::SpanKind::kSampled) return span.policy_version;
  return 0;
}

}  // namespace

RlTrainer::RlTrainer(TrainingArguments arguments, RlArguments rl, RlParts parts, const Rng& rng)
    : arguments_(std::move(arguments)),
      rl_(rl),
      parts_(std::move(parts)),
      rng_(rng),
      order_(static_cast<int64_t>(parts_.rows.size()), rng.derive("questions")),
      text_rules_(episodes::TextRules::make(rl_.sampling, parts_.player.tokenizer,
                                            parts_.learner.generator().vocabulary_size())) {
  const int64_t accumulated = arguments_.gradient_accumulation_steps;
  language_ = rewards::catalog().make("language", rewards::RewardContext{parts_.rows});
  if (const tools::ToolUse* tools = parts_.player.tools)
    branches_ = rollouts::Branches::make(*tools, rl_.sampling,
                                         parts_.learner.generator().vocabulary_size());
  if (rl_.replays())
    recorded_ = std::make_unique<RecordedEpisodes>(rl_.episodes, parts_.rows, parts_.player.task);
  needs_ = parts_.algorithm->needs();
  needs_.value = parts_.critic && parts_.critic->is_head();
  if (rl_.steps_per_generation == 0) rl_.steps_per_generation = accumulated;
  updates_per_rollout_ =
      rl_.steps_per_generation / accumulated * parts_.algorithm->num_iterations();
  for (const int64_t interval : {arguments_.eval_steps, arguments_.save_steps})
    if (interval % updates_per_rollout_ != 0)
      throw_input(
          "trainer: eval_steps and save_steps must be multiples of the {} optimizer steps "
          "that learn from one rollout",
          updates_per_rollout_);
}

int64_t RlTrainer::prompts() const {
  const int64_t sequences = arguments_.per_device_train_batch_size * rl_.steps_per_generation;
  return sequences / rl_.num_generations * parts_.comm.world_size();
}

std::vector<rollouts::Question> RlTrainer::draw() {
  std::vector<rollouts::Question> questions;
  for (const int64_t row : order_.items(next_question_, prompts(), parts_.comm))
    questions.push_back({&parts_.rows[row], row});
  next_question_ += prompts();
  return questions;
}

// The temperature at a step lies on a line from the first step's to the last one's.
rollouts::PlaySettings RlTrainer::play_settings(int64_t rollout, int64_t step) const {
  rollouts::PlaySettings settings{rl_.sampling, rl_.num_generations, step, text_rules_};
  settings.branches = branches_;
  if (parts_.teacher)
    settings.on_episode = [this, rollout](episodes::Episode& episode) {
      parts_.teacher->begin(episode, rollout);
    };
  if (!rl_.temperature_end) return settings;
  const double last = std::max<double>(1.0, static_cast<double>(arguments_.max_steps - 1));
  const double along = std::min(1.0, static_cast<double>(step) / last);
  settings.sampling.temperature += along * (*rl_.temperature_end - rl_.sampling.temperature);
  return settings;
}

Json RlTrainer::sampling_report(int64_t step) {
  Json report = Json::object();
  if (rl_.one_step_off_policy) report["policy_lag"] = step - drawn_at(groups_);
  if (const auto share = off_target_ratio(groups_, parts_.rows, *language_))
    report["mt/off_target_ratio"] = *share;
  if (rl_.temperature_end && !groups_.empty())
    report["temperature"] = groups_.front().front().sampling.temperature;
  if (parts_.rewards->gives_credits()) report["episodes/credits_lost"] = lost_credits_;
  if (rl_.filter_groups) report["filter_groups/num_gen_batches"] = gen_batches_;
  if (parts_.player.tools)
    for (const auto& [name, value] : tool_report(groups_)) report[name] = value;
  if (parts_.price) report.update(Json(parts_.price->report()));
  if (parts_.teacher)
    for (const auto& [name, value] : parts_.teacher->report()) report[name] = value;
  for (const auto& [name, value] : parts_.rewards->report()) report[name] = value;
  return report;
}

void RlTrainer::ask_teacher(Groups& played, int64_t rollout, Timings& timings) {
  if (!parts_.teacher) return;
  parts_.teacher->finish(played, rollout);
  timings.lap("oracle");
}

bool RlTrainer::lacks_groups() const {
  if (recorded_) return false;
  if (gen_batches_ == 0) return true;
  const auto share = comm::share_of(parts_.comm, prompts());
  const bool none_teaches = groups_.empty() || !teaches(groups_.front());
  return rl_.filter_groups && gen_batches_ < rl_.max_num_gen_batches &&
         (none_teaches || static_cast<int64_t>(groups_.size()) < share.end - share.begin);
}

// All of them, or those that can teach something, as many as are wanted. Where none can, the first
// ones stay, so that a step has something to report.
void RlTrainer::keep(Groups played) {
  const auto share = comm::share_of(parts_.comm, prompts());
  const auto wanted = static_cast<size_t>(share.end - share.begin);
  const bool nothing_yet = groups_.empty() || !teaches(groups_.front());
  if (rl_.filter_groups && nothing_yet) groups_.clear();
  Groups flat;
  for (episodes::EpisodeGroup& group : played) {
    const bool kept = !rl_.filter_groups || (teaches(group) && groups_.size() < wanted);
    (kept ? groups_ : flat).push_back(std::move(group));
  }
  if (groups_.empty()) groups_ = std::move(flat);
  for (size_t i = 0; i < groups_.size(); ++i)
    for (episodes::Episode& episode : groups_[i]) episode.group = static_cast<int64_t>(i);
}

bool RlTrainer::teaches(const episodes::EpisodeGroup& group) const {
  std::vector<double> rewards;
  for (const episodes::Episode& episode : group)
    if (episode.usable()) rewards.push_back(episode.reward);
  return algorithms::spread_of(rewards).std > rl_.filter_groups_min_std;
}

// Old logprobs are needed once the weights move between two looks at the same episode; before that
// the current policy is the old one. Recorded episodes bring theirs.
void RlTrainer::recall(Groups& groups, Timings& timings) {
  const auto chosen = rollouts::trainable(groups, rl_.mask_truncated_completions);
  const bool moves = updates_per_rollout_ > 1 || rl_.one_step_off_policy;
  if (moves && rl_.old_logprobs == "sampler")
    for (episodes::Episode* episode : chosen) episode->old_logprobs = episode->behaviour_logprobs;
  const bool needs_old = moves && !chosen.empty() && chosen.front()->old_logprobs.empty();
  const bool needs_reference = parts_.algorithm->needs_reference();
  if (!needs_old && !needs_reference && !parts_.critic) return;
  for (const rollouts::Packed& packed :
       rollouts::pack(chosen, arguments_.max_tokens_per_batch, [](double) { return 1.0; })) {
    if (needs_old) {
      rollouts::unpack(packed, parts_.learner.evaluate(packed.batch, {}).logprob,
                       &episodes::Episode::old_logprobs);
      timings.lap("old_log_prob");
    }
    if (needs_reference) {
      rollouts::unpack(packed, reference_logprobs(packed.batch),
                       &episodes::Episode::reference_logprobs);
      timings.lap("ref");
    }
    if (parts_.critic) {
      rollouts::unpack(packed, parts_.critic->values(packed.batch), &episodes::Episode::values);
      timings.lap("values");
    }
  }
}

std::vector<float> RlTrainer::reference_logprobs(const episodes::PolicyBatch& batch) {
  return (parts_.reference ? parts_.reference->evaluate(batch, {})
                           : parts_.learner.evaluate_base(batch, {}))
      .logprob;
}

// Gorbatovski et al., arXiv 2404.09656, section 3: a soft update.
void RlTrainer::refresh_reference(int64_t step) {
  if (rl_.sync_ref_model && parts_.reference && (step + 1) % rl_.ref_model_sync_steps == 0)
    parts_.reference->blend(parts_.learner, rl_.ref_model_mixup_alpha);
}

Json RlTrainer::state() const {
  return {{"algorithm", parts_.algorithm->state()},
          {"next_question", next_question_},
          {"tool_price", parts_.price ? parts_.price->state() : Json()}};
}

void RlTrainer::set_state(const Json& state) {
  if (!state.at("algorithm").is_null()) parts_.algorithm->set_state(state.at("algorithm"));
  next_question_ = state.at("next_question").get<int64_t>();
  if (parts_.price) parts_.price->set_state(state.at("tool_price"));
}

void RlTrainer::save(const Path& folder) const {
  if (parts_.critic) parts_.critic->save(folder);
  if (!ahead_.empty()) {
    make_folder(folder / kAhead);
    write_file(folder / kAhead / "episodes.jsonl", to_lines(ahead_, 0));
  }
  if (!rl_.sync_ref_model || !parts_.reference) return;
  make_folder(folder / kReference);
  parts_.reference->save_model(folder / kReference);
}

void RlTrainer::load(const Path& folder) {
  if (parts_.critic) parts_.critic->load(folder);
  load_ahead(folder / kAhead);
  if (rl_.sync_ref_model && parts_.reference) parts_.reference->load_model(folder / kReference);
}

// Drafts that the run had begun: other weights wrote them, so they can't be drawn again.
void RlTrainer::load_ahead(const Path& folder) {
  if (!rl_.one_step_off_policy || !std::filesystem::exists(folder)) return;
  ahead_ = RecordedEpisodes(folder, parts_.rows, parts_.player.task).at(0);
  for (episodes::EpisodeGroup& group : ahead_) {
    for (episodes::Episode& episode : group) {
      const double temperature = episode.sampling.temperature;
      episode.sampling = rl_.sampling;
      episode.sampling.temperature = temperature;
    }
  }
}

// The share of the rollout that this optimizer step learns from; every pass has its own order.
RlTrainer::Chosen RlTrainer::minibatch(int64_t step) {
  Chosen all = rollouts::trainable(groups_, rl_.mask_truncated_completions);
  const int64_t parts = updates_per_rollout_ / parts_.algorithm->num_iterations();
  if (parts == 1) return all;
  const int64_t within = step % updates_per_rollout_;
  rng_.derive("pass", step / updates_per_rollout_, within / parts).shuffle(all);
  const auto size = static_cast<int64_t>(all.size());
  const int64_t part = within % parts;
  return {all.begin() + size * part / parts, all.begin() + size * (part + 1) / parts};
}

}  // namespace dragoman::training
