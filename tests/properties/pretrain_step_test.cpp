// Laws of pre-training through a real network: packing and cutting change nothing, the z-loss has
// the gradient that lowers it, phases come when they should, and a step is a function of its
// number.
#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "nn/models_for_tests.h"
#include "training/pretrain_step.h"
#include "training/run_folder.h"

namespace dragoman::training {
namespace {

// Documents of random tokens below 61, 3 to 50 of them.
Documents some_documents(size_t count, uint64_t seed) {
  Rng rng(seed);
  Documents documents;
  for (size_t i = 0; i < count; ++i) {
    std::vector<TokenId> tokens(3 + rng.below(48));
    for (TokenId& token : tokens) token = static_cast<TokenId>(rng.below(61));
    documents.add(tokens);
  }
  return documents;
}

PretrainDomain domain_named(const std::string& name, double weight) {
  PretrainDomain domain;
  domain.name = name;
  domain.weight = weight;
  return domain;
}

class PretrainStep : public testing::Test {
 protected:
  PretrainStep() {
    arguments_.per_device_train_batch_size = 6;
    arguments_.max_steps = 12;
    arguments_.learning_rate = 1e-3;
    arguments_.lr_scheduler_type = "constant";
    arguments_.warmup_ratio = 0.0;
    pretrain_.max_length = 32;
    pretrain_.domains = {domain_named("plain", 2.0), domain_named("rare", 1.0)};
  }

  std::unique_ptr<episodes::Learner> learner() const {
    return nn::tiny_learner(nn::tiny_config("llama", {{"max_position_embeddings", 32}}));
  }

  PretrainTrainer trainer(episodes::Learner& learner) {
    std::vector<DomainTexts> domains = {{"plain", some_documents(60, 1), some_documents(5, 2)},
                                        {"rare", some_documents(20, 3), some_documents(4, 4)}};
    return {arguments_, pretrain_, {std::move(domains), learner, *comm_}, Rng(9)};
  }

  Json step(PretrainTrainer& trainer, int64_t number) {
    const nn::TemporaryFolder folder;
    RunFolder run(folder.path() / "run", std::nullopt, false);
    return trainer.step(number, run);
  }

  TrainingArguments arguments_;
  PretrainArguments pretrain_;
  std::unique_ptr<comm::Comm> comm_ = comm::single_process();
};

TEST_F(PretrainStep, LossAndGradientDoNotDependOnHowAStepIsCut) {
  pretrain_.z_loss_coef = 0.01;
  std::vector<Json> metrics;
  for (const int64_t tokens : {100000, 64, 1}) {
    arguments_.max_tokens_per_batch = tokens;
    const auto model = learner();
    PretrainTrainer one = trainer(*model);
    metrics.push_back(step(one, 0));
  }
  for (const Json& other : metrics)
    for (const char* name : {"loss", "z_loss", "grad_norm", "loss/plain", "loss/rare"})
      EXPECT_NEAR(other.at(name).get<double>(), metrics[0].at(name).get<double>(), 1e-5) << name;
}

TEST_F(PretrainStep, LossOfPackedSequencesIsThatOfDocumentsAlone) {
  const auto model = learner();
  PretrainTrainer packed = trainer(*model);
  double loss = 0.0;
  double tokens = 0.0;
  for (const Segment& segment : packed.draw(0)) {
    const auto alone = nn::pack({{segment.tokens.begin(), segment.tokens.end()}});
    for (const float logprob : model->evaluate(alone, {}).logprob) loss -= double{logprob};
    tokens += static_cast<double>(segment.tokens.size()) - 1.0;
  }
  EXPECT_NEAR(step(packed, 0).at("loss").get<double>(), loss / tokens, 1e-5);
}

// An update without moments and with an epsilon far above all gradients is plain descent: the loss
// falls by rate * |gradient|^2.
TEST_F(PretrainStep, GradientWithZLossPredictsHowTheLossFalls) {
  constexpr double kRate = 1e-4;
  pretrain_.z_loss_coef = 0.3;
  arguments_.adam_beta1 = arguments_.adam_beta2 = 0.0;
  arguments_.adam_epsilon = 1e6;
  arguments_.learning_rate = kRate * arguments_.adam_epsilon;
  arguments_.max_grad_norm = 0.0;
  const auto model = learner();
  PretrainTrainer one = trainer(*model);
  const Json before = step(one, 0);
  const Json after = step(one, 0);
  const double norm = before.at("grad_norm");
  const double fall = before.at("loss").get<double>() - after.at("loss").get<double>();
  EXPECT_GT(before.at("z_loss").get<double>(), 0.5);
  EXPECT_NEAR(fall / (kRate * norm * norm), 1.0, 0.03);
}

TEST_F(PretrainStep, PhasesChangeLengthMixtureAndRopeWhenTheyShould) {
  PretrainPhase first, second, last;
  first.steps = 3;
  second.steps = 4;
  second.max_length = 64;
  second.rope_theta = 50000.0;
  second.min_length = 20;
  last.weights = {{"plain", 0.0}};
  last.min_length = 0;
  pretrain_.phases = {first, second, last};
  const auto model = learner();
  PretrainTrainer one = trainer(*model);
  for (int64_t number = 0; number < 10; ++number) {
    const Json metrics = step(one, number);
    const int64_t phase = number < 3 ? 0 : number < 7 ? 1 : 2;
    EXPECT_EQ(metrics.at("phase"), phase) << number;
    EXPECT_EQ(metrics.at("max_length"), phase == 0 ? 32 : 64);
    EXPECT_EQ(metrics.contains("loss/plain"), phase < 2);
    EXPECT_NEAR(metrics.at("share/rare").get<double>(), phase < 2 ? 1.0 / 3.0 : 1.0, 1e-12);
    for (const Segment& segment : one.draw(number))
      EXPECT_GE(segment.tokens.size(), phase == 1 ? 20U : 2U);
  }
  const nn::TemporaryFolder saved;
  model->save_model(saved.path());
  const Json config = parse_json(read_file(saved.path() / "config.json"), "config.json");
  EXPECT_EQ(config.at("max_position_embeddings"), 64);
  EXPECT_EQ(config.at("rope_theta"), 50000.0);
}

TEST_F(PretrainStep, ReadsTheSameWhereverARunBegins) {
  pretrain_.phases.resize(2);
  pretrain_.phases[0].steps = 4;
  pretrain_.phases[1].max_length = 48;
  const auto model = learner();
  PretrainTrainer whole = trainer(*model);
  for (int64_t number = 0; number < 9; ++number) {
    const auto other = learner();
    PretrainTrainer resumed = trainer(*other);
    const auto expected = whole.draw(number), found = resumed.draw(number);
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i) {
      EXPECT_TRUE(std::equal(found[i].tokens.begin(), found[i].tokens.end(),
                             expected[i].tokens.begin(), expected[i].tokens.end()));
      EXPECT_EQ(found[i].domain, expected[i].domain);
    }
  }
}

TEST_F(PretrainStep, MeasuresHeldOutDocumentsByDomainAndPosition) {
  const auto model = learner();
  PretrainTrainer one = trainer(*model);
  const Json scores = one.evaluate();
  EXPECT_NEAR(scores.at("perplexity").get<double>(), std::exp(scores.at("eval_loss").get<double>()),
              1e-9);
  for (const char* name :
       {"loss/plain", "loss/rare", "perplexity/rare", "loss/position_1-15", "loss/position_16-31"})
    EXPECT_GT(scores.at(name).get<double>(), 1.0) << name;
  EXPECT_FALSE(scores.contains("loss/position_32-63"));
}

TEST_F(PretrainStep, ADomainWithoutDocumentsIsNamed) {
  pretrain_.phases.resize(1);
  pretrain_.phases[0].min_length = 1000;
  const auto model = learner();
  try {
    trainer(*model);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("domain plain"), std::string::npos);
  }
}

}  // namespace
}  // namespace dragoman::training
