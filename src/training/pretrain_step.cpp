// One step of continued pre-training.
//
//   mixture -> packed sequences -> segments -> cross-entropy + z-loss -> gradients -> weights
//
// What a step reads is a function of (seed, phase, step).
#include "training/pretrain_step.h"

#include "base/error.h"

namespace dragoman::training {

PretrainTrainer::PretrainTrainer(TrainingArguments arguments, PretrainArguments pretrain,
                                 PretrainParts parts, const Rng& rng)
    : arguments_(std::move(arguments)),
      pretrain_(std::move(pretrain)),
      parts_(std::move(parts)),
      rng_(rng.derive("pretrain")),
      phases_(resolve_phases(pretrain_, arguments_.max_steps)) {
  enter(0);
}

size_t PretrainTrainer::phase_of(int64_t step) const {
  size_t phase = 0;
  while (phase + 1 < phases_.size() && step >= phases_[phase].end) ++phase;
  return phase;
}

void PretrainTrainer::enter(size_t phase) {
  if (mixture_ && phase == entered_) return;
  entered_ = phase;
  const ResolvedPhase& now = phases_[phase];
  parts_.learner.extend_context(now.context, now.rope_theta);
  mixture_.emplace(now.weights);
  sources_.assign(parts_.domains.size(), std::nullopt);
  const PackingSettings settings{pretrain_.packing_strategy, now.max_length, now.min_length};
  for (size_t d = 0; d < sources_.size(); ++d) {
    if (now.weights[d] <= 0.0) continue;
    const Rng stream = rng_.derive("domain", phase, d);
    auto sequences = pack_documents(parts_.domains[d].train, settings, stream.derive("packing"));
    if (sequences.empty())
      throw_input(
          "pretrain: domain {} has no document of at least {} tokens; its min_length, "
          "target_languages and row_domains decide which there are",
          parts_.domains[d].name, now.min_length);
    const auto count = static_cast<int64_t>(sequences.size());
    sources_[d] = Source{std::move(sequences), DataOrder(count, stream.derive("order"))};
  }
}

std::vector<Segment> PretrainTrainer::segments_of(size_t domain, const Documents& documents,
                                                  const PackedSequence& sequence) const {
  std::vector<Segment> segments;
  const std::span<const TokenId> tokens = documents.tokens;
  for (const Piece& piece : sequence)
    segments.push_back(
        {tokens.subspan(static_cast<size_t>(piece.begin), static_cast<size_t>(piece.length)),
         static_cast<int64_t>(domain)});
  return segments;
}

std::vector<Segment> PretrainTrainer::draw(int64_t step) {
  enter(phase_of(step));
  const int64_t per_step = arguments_.sequences_per_step() * parts_.comm.world_size();
  const int64_t first = (step - phase().begin) * per_step;
  const comm::Share share = comm::share_of(parts_.comm, per_step);
  std::vector<Segment> drawn;
  for (int64_t i = share.begin; i < share.end; ++i) {
    const Mixture::Draw next = mixture_->draw(first + i);
    Source& source = *sources_[next.domain];
    const PackedSequence& sequence = source.sequences[source.order.item(next.visit)];
    const auto segments = segments_of(next.domain, parts_.domains[next.domain].train, sequence);
    drawn.insert(drawn.end(), segments.begin(), segments.end());
  }
  return drawn;
}

// Adds the gradients of one batch; returns its part of the z-loss.
double PretrainTrainer::learn(const episodes::PolicyBatch& batch, LossTally& tally) {
  const double coefficient = pretrain_.z_loss_coef;
  const episodes::TokenQuantities current =
      parts_.learner.forward(batch, {.correct = true, .log_partition = coefficient > 0.0});
  tally.add(batch, current);
  episodes::TokenQuantities gradients;
  double z_loss = 0.0;
  for (size_t t = 0; t < batch.weights.size(); ++t) {
    gradients.logprob.push_back(-batch.weights[t]);
    if (coefficient == 0.0) continue;
    const double partition = current.log_partition[t];
    const double weight = coefficient * batch.weights[t];
    z_loss += weight * partition * partition;
    gradients.log_partition.push_back(static_cast<float>(2.0 * weight * partition));
  }
  parts_.learner.backward(gradients);
  return z_loss;
}

Json PretrainTrainer::step(int64_t step, RunFolder&) {
  const auto batches = pack_segments(draw(step), arguments_.max_tokens_per_batch, parts_.comm);
  LossTally tally(names());
  double z_loss = 0.0;
  int64_t tokens = 0;
  for (const episodes::PolicyBatch& batch : batches) {
    z_loss += learn(batch, tally);
    tokens += batch.size();
  }
  const auto optimizer = arguments_.optimizer_at(step);
  const double norm = parts_.learner.update(optimizer);
  tally.sum(parts_.comm);
  parts_.comm.sum({&z_loss, 1});
  Json metrics = {{"loss", tally.loss() + z_loss},
                  {"perplexity", perplexity(tally.loss())},
                  {"mean_token_accuracy", tally.accuracy()},
                  {"grad_norm", norm},
                  {"learning_rate", optimizer.learning_rate},
                  {"num_tokens", tokens}};
  if (pretrain_.z_loss_coef > 0.0) metrics["z_loss"] = z_loss;
  metrics.update(tally.parts());
  metrics.update(progress(step));
  return metrics;
}

// Where the run is: phase and length, and of each domain its share of the phase's sequences so far
// and how often it was seen in the phase.
Json PretrainTrainer::progress(int64_t step) {
  Json json = {{"phase", entered_}, {"max_length", phase().max_length}};
  const int64_t drawn =
      (step + 1 - phase().begin) * arguments_.sequences_per_step() * parts_.comm.world_size();
  for (size_t d = 0; d < sources_.size(); ++d) {
    if (!sources_[d]) continue;
    const int64_t count = mixture_->count(d, drawn);
    json["share/" + parts_.domains[d].name] =
        static_cast<double>(count) / static_cast<double>(drawn);
    json["epoch/" + parts_.domains[d].name] = sources_[d]->order.epochs(count);
  }
  return json;
}

Json PretrainTrainer::evaluate() {
  std::vector<Segment> segments;
  const int64_t length =
      pretrain_.eval_max_length > 0 ? pretrain_.eval_max_length : phase().max_length;
  const PackingSettings settings{"bfd_split", length, 0};
  for (size_t d = 0; d < parts_.domains.size(); ++d) {
    const Documents& dev = parts_.domains[d].dev;
    for (const PackedSequence& sequence : pack_documents(dev, settings, rng_)) {
      const auto some = segments_of(d, dev, sequence);
      segments.insert(segments.end(), some.begin(), some.end());
    }
  }
  LossTally tally(names());
  const comm::Share share = comm::share_of(parts_.comm, static_cast<int64_t>(segments.size()));
  segments = {segments.begin() + share.begin, segments.begin() + share.end};
  for (const auto& batch :
       pack_segments(std::move(segments), arguments_.max_tokens_per_batch, parts_.comm))
    tally.add(batch, parts_.learner.evaluate(batch, {.correct = true}));
  tally.sum(parts_.comm);
  Json scores = {{"eval_loss", tally.loss()}, {"perplexity", perplexity(tally.loss())}};
  scores.update(tally.parts());
  return scores;
}

std::vector<std::string> PretrainTrainer::names() const {
  std::vector<std::string> all;
  for (const DomainTexts& domain : parts_.domains) all.push_back(domain.name);
  return all;
}

}  // namespace dragoman::training
