#include "training/critic.h"

namespace dragoman::training {
namespace {

constexpr const char* kFolder = "critic";
constexpr episodes::Needs kValueAlone{.value = true, .logprob = false};

}  // namespace

std::vector<float> Critic::values(const episodes::PolicyBatch& batch) {
  return (own_ ? *own_ : policy_).evaluate(batch, kValueAlone).value;
}

void Critic::learn(const episodes::PolicyBatch& batch, const episodes::TokenQuantities& current,
                   algorithms::LossReport& report) {
  if (!own_) {
    algorithms::LossReport of_values = section_.loss(batch, current);
    report.gradients.value = std::move(of_values.gradients.value);
    report.tally.add(of_values.tally);
    return;
  }
  const algorithms::LossReport of_values = section_.loss(batch, own_->forward(batch, kValueAlone));
  own_->backward(of_values.gradients);
  report.tally.add(of_values.tally);
}

std::optional<double> Critic::update(episodes::OptimizerSettings policy,
                                     const TrainingArguments& shared) {
  if (!own_) return std::nullopt;
  if (section_.learning_rate)
    policy.learning_rate *= *section_.learning_rate / shared.learning_rate;
  return own_->update(policy);
}

void Critic::save(const Path& folder) const {
  if (!own_) return;
  make_folder(folder / kFolder / "trainer");
  own_->save_model(folder / kFolder);
  own_->save_state(folder / kFolder / "trainer");
}

void Critic::load(const Path& folder) {
  if (!own_) return;
  own_->load_model(folder / kFolder);
  own_->load_state(folder / kFolder / "trainer");
}

}  // namespace dragoman::training
