// One step of learning from preferences.
//
//   pairs -> logprobs of policy and reference -> loss of each pair -> gradients -> weights
//
#include "training/preference_step.h"

#include "training/preference_report.h"

namespace dragoman::training {

Json PreferenceTrainer::step(int64_t step, RunFolder&) {
  // 1. Draw. The pairs of this step, and what their losses are divided by.
  const Drawn drawn = draw(step);
  const algorithms::PreferenceCounts counts = count(drawn);

  // 2. Where does the policy stand on the whole? For the losses that ask.
  const double kl = parts_.loss->needs_kl() ? estimated_kl(drawn) : 0.0;

  // 3. Compare and learn. Both answers of a pair in one batch, under policy and reference.
  PreferenceReport report(*parts_.loss, counts);
  for (const GroupBatch& packed : pack_groups(groups_of(drawn), arguments_.max_tokens_per_batch)) {
    const auto current = parts_.learner.forward(packed.batch, {.entropy = true, .correct = true});
    const auto compared = compare(packed, drawn, current.logprob);
    std::vector<double> slopes;  // by segment
    for (const algorithms::Comparison& pair : compared) {
      const auto term = algorithms::share_of_step(*parts_.loss, pair, kl, counts);
      if (pair.chosen) slopes.push_back(term.by_chosen);
      if (pair.rejected) slopes.push_back(term.by_rejected);
      report.add(pair, term);
    }
    report.add_tokens(packed.batch, current, compared);
    parts_.learner.backward({.logprob = spread(packed.batch, slopes)});
  }
  const auto optimizer = arguments_.optimizer_at(step);
  const double norm = parts_.learner.update(optimizer);

  // 4. Tell.
  Json metrics = report.metrics(parts_.comm);
  if (parts_.loss->needs_kl()) metrics["logps/kl"] = kl;
  metrics["grad_norm"] = norm;
  metrics["learning_rate"] = optimizer.learning_rate;
  const int64_t visits = (step + 1) * arguments_.sequences_per_step() * parts_.comm.world_size();
  metrics["epoch"] = order_.epochs(visits);
  return metrics;
}

}  // namespace dragoman::training
