// What whole steps are tested with: three questions, a tokenizer of bytes alone, a tiny model of
// its vocabulary, and a learner that keeps the gradient of each update.
#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/recipe.h"
#include "nn/models_for_tests.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"
#include "training/recipe.h"

namespace dragoman::training {

using Gradients = std::map<std::string, std::vector<float>>;

struct SmallSchool {
  SmallSchool() {
    for (const char* word : {"one", "two", "three"}) {
      data::Row row;
      row.source = word;
      row.references = {std::string(word) + "s"};
      row.source_language = "en";
      row.target_language = "de";
      rows.push_back(row);
    }
  }

  rollouts::Player player() const { return {*task, tokenizer, chat}; }

  // Of a fresh model; `changes` go over its config.
  Json model(const Json& changes = Json::object()) const {
    Json config = nn::tiny_config("qwen3", {{"vocab_size", tokenizer.vocabulary_size()},
                                            {"max_position_embeddings", 256},
                                            {"initializer_range", 0.1},
                                            {"eos_token_id", end}});
    config.update(changes);
    return config;
  }

  std::vector<data::Row> rows;
  text::Tokenizer tokenizer = text::BpeTrainer(text::BpeTrainerConfig{}).train();
  TokenId end = *tokenizer.token_id(text::kEnd);
  templates::ChatTemplate chat;
  std::unique_ptr<tasks::Task> task =
      config::read_text<TaskSection>("name = \"translation\"").task.make();
  std::unique_ptr<comm::Comm> comm = comm::single_process();
};

// Of two gradients by the same weights.
inline double dot(const Gradients& a, const Gradients& b) {
  double sum = 0.0;
  for (const auto& [name, values] : a)
    for (size_t i = 0; i < values.size(); ++i) sum += double{values[i]} * b.at(name).at(i);
  return sum;
}

inline double norm(const Gradients& gradients) { return std::sqrt(dot(gradients, gradients)); }

inline double distance(const Gradients& a, const Gradients& b) {
  double sum = 0.0;
  for (const auto& [name, values] : a)
    for (size_t i = 0; i < values.size(); ++i)
      sum += std::pow(double{values[i]} - b.at(name).at(i), 2);
  return std::sqrt(sum);
}

// Keeps the gradient of each update, and descends plainly: an update that divides by the gradient's
// size would make noise of rounding errors in the next one.
class Recorder final : public episodes::Learner {
 public:
  explicit Recorder(const Json& config) : inner_(nn::tiny_learner(config)) {}

  episodes::TokenQuantities forward(const episodes::PolicyBatch& batch,
                                    episodes::Needs needs) override {
    ++micro_batches;
    return inner_->forward(batch, needs);
  }
  void backward(const episodes::TokenQuantities& by) override { inner_->backward(by); }
  episodes::TokenQuantities evaluate(const episodes::PolicyBatch& batch,
                                     episodes::Needs needs) override {
    return inner_->evaluate(batch, needs);
  }
  void set_teacher(Learner& teacher, double beta) override { inner_->set_teacher(teacher, beta); }
  void blend(const Learner& other, double share) override { inner_->blend(other, share); }
  double update(const episodes::OptimizerSettings&) override {
    constexpr double kEpsilon = 1e6;  // far above all gradients
    gradients.push_back(nn::take_gradients(
        *inner_, {kRate * kEpsilon, 0.0, 0.0, kEpsilon, 0.0, /*max_grad_norm=*/0.0}));
    return 0.0;
  }
  episodes::Generator& generator() override { return inner_->generator(); }
  int64_t parameter_count() const override { return inner_->parameter_count(); }
  episodes::Arithmetic arithmetic() const override { return inner_->arithmetic(); }
  int64_t peak_memory_bytes() const override { return 0; }
  void save_model(const Path& folder) const override { inner_->save_model(folder); }
  void save_state(const Path& folder) const override { inner_->save_state(folder); }
  void load_state(const Path& folder) override { inner_->load_state(folder); }
  void load_model(const Path& folder) override { inner_->load_model(folder); }

  // By how much the first update lowers what its gradients are of, by the trapezoidal rule, after
  // an update at the same data that saw where it led.
  double predicted_fall() const {
    return kRate * 0.5 *
           (dot(gradients.at(0), gradients.at(0)) + dot(gradients.at(0), gradients.at(1)));
  }

  std::vector<Gradients> gradients;  // one an update
  int64_t micro_batches = 0;

 private:
  static constexpr double kRate = 0.01;  // of the descent

  std::unique_ptr<episodes::Learner> inner_;
};

// Sums of float32 in another order move a gradient by up to 1.4e-6 of its length, for credits that
// cancel; a wrong denominator would by 1e-1.
constexpr double kOfTheLength = 4e-6;

}  // namespace dragoman::training
