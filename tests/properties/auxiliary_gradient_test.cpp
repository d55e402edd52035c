// Laws of every loss beside RL, through a real network: its gradient does not depend on how its
// batch is cut and is that of the loss it logs, and the loss is what a plain computation in double
// makes of each example alone.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "small_school.h"
#include "training/auxiliary.h"
#include "training/supervised.h"

namespace dragoman::training {
namespace {

// Answers of one length, so that a fresh model is not sure of any.
constexpr const char* kPairs[][3] = {
    {"one?", "ja", "no"}, {"two?", "of", "it"}, {"six?", "a", "b"}};
constexpr int64_t kItems = 3;  // rows, and pairs: a step takes each of them once
constexpr double kCoef = 0.1;

class AuxiliaryGradient : public testing::TestWithParam<std::string> {
 protected:
  AuxiliaryGradient() {
    std::string lines;
    for (const auto& [prompt, chosen, rejected] : kPairs)
      lines += Json({{"prompt", prompt}, {"chosen", chosen}, {"rejected", rejected}}).dump() + "\n";
    write_file(pairs_, lines);
  }

  std::unique_ptr<Auxiliary> make(episodes::Learner& learner, int64_t max_tokens,
                                  const std::string& name, const std::string& options = "") {
    std::string toml =
        fmt::format("name = \"{}\"\nbatch_size = {}\ncoef = {}\n{}", name, kItems, kCoef, options);
    if (name == "contrast") toml += fmt::format("\ndata = \"{}\"", pairs_.string());
    return config::read_text<AuxiliaryPart>(toml).loss.make(AuxiliaryContext{
        school_.rows, school_.player(), learner, *school_.comm, max_tokens, Rng(4)});
  }

  // The sum of the logprobs of an example's trained tokens.
  static double logprob_of(episodes::Learner& learner, const Example& example) {
    const auto found = learner.evaluate(nn::pack({example.tokens}), {}).logprob;
    double sum = 0.0;
    for (size_t t = 0; t < found.size(); ++t)
      if (example.trained[t] != 0) sum += double{found[t]};
    return sum;
  }

  // How much likelier the chosen answer of each pair is, in nats.
  std::vector<double> leads(episodes::Learner& learner) const {
    std::vector<double> found;
    for (const auto& [prompt, chosen, rejected] : kPairs)
      found.push_back(
          logprob_of(learner, encode_passage(school_.player(), {prompt, chosen}, "here")) -
          logprob_of(learner, encode_passage(school_.player(), {prompt, rejected}, "here")));
    return found;
  }

  static double mean_likelihood(episodes::Learner& learner, const std::vector<Example>& examples) {
    double sum = 0.0;
    double count = 0.0;
    for (const Example& example : examples) {
      sum -= logprob_of(learner, example);
      count += static_cast<double>(std::count(example.trained.begin(), example.trained.end(), 1));
    }
    return sum / count;
  }

  // What the loss must be, with default options.
  double expected_loss(episodes::Learner& learner) {
    if (GetParam() == "contrast") {
      double sum = 0.0;
      for (const double lead : leads(learner)) sum += std::log1p(std::exp(-lead));
      return sum / kItems;
    }
    if (GetParam() == "sft")
      return mean_likelihood(learner,
                             encode_examples(school_.rows, school_.player(), 256).examples);
    std::vector<Example> texts;
    for (const data::Row& row : school_.rows)
      texts.push_back(encode_passage(school_.player(), {"", row.references[0]}, "here"));
    return mean_likelihood(learner, texts);
  }

  std::string loss_key() const { return "aux/" + GetParam() + "/loss"; }

  SmallSchool school_;
  nn::TemporaryFolder folder_;
  Path pairs_ = folder_.path() / "pairs.jsonl";
};

std::map<std::string, double> one_step(Auxiliary& loss, Recorder& learner) {
  algorithms::Tally tally;
  loss.learn(0, tally);
  learner.update({});
  return tally.metrics();
}

// How the loss falls in a plain descent, as a share of what the gradients of coef * loss at its
// both ends say.
double seen_of_predicted(Auxiliary& loss, const std::string& key, Recorder& learner) {
  const double before = one_step(loss, learner).at(key);
  const double after = one_step(loss, learner).at(key);
  return kCoef * (before - after) / learner.predicted_fall();
}

TEST_P(AuxiliaryGradient, DoesNotDependOnHowItsBatchIsCut) {
  Recorder whole(school_.model());
  const auto expected = one_step(*make(whole, 100000, GetParam()), whole);
  ASSERT_EQ(whole.micro_batches, 1);
  ASSERT_GT(norm(whole.gradients[0]), 1e-4);
  for (const int64_t max_tokens : {1, 8}) {
    Recorder cut(school_.model());
    const auto found = one_step(*make(cut, max_tokens, GetParam()), cut);
    EXPECT_GT(cut.micro_batches, 1);
    EXPECT_LT(distance(whole.gradients[0], cut.gradients[0]),
              kOfTheLength * norm(whole.gradients[0]));
    for (const auto& [name, value] : expected) EXPECT_NEAR(found.at(name), value, 1e-6) << name;
  }
}

TEST_P(AuxiliaryGradient, IsThatOfTheLoss) {
  Recorder learner(school_.model());
  EXPECT_NEAR(seen_of_predicted(*make(learner, 8, GetParam()), loss_key(), learner), 1.0, 0.01);
}

TEST_P(AuxiliaryGradient, LossIsThatOfEachExampleAlone) {
  Recorder learner(school_.model());
  const double expected = expected_loss(learner);
  const auto found = one_step(*make(learner, 8, GetParam()), learner);
  EXPECT_NEAR(found.at(loss_key()), expected, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Catalog, AuxiliaryGradient, testing::ValuesIn([] {
                           const auto names = auxiliary::catalog().names();
                           return std::vector<std::string>(names.begin(), names.end());
                         }()),
                         [](const auto& entry) { return entry.param; });

using Contrast = AuxiliaryGradient;

// Beyond the clip nothing is learned, on either side or above alone.
TEST_P(Contrast, LearnsWithinItsClipAlone) {
  std::vector<double> sizes;
  {
    Recorder fresh(school_.model());
    for (const double lead : leads(fresh)) sizes.push_back(std::abs(lead));
  }
  std::sort(sizes.begin(), sizes.end());
  for (const double clip : {0.5 * sizes[0], 0.5 * (sizes[1] + sizes[2])})
    for (const bool below : {true, false}) {
      Recorder learner(school_.model());
      double expected = 0.0;
      bool learns = false;
      for (const double lead : leads(learner)) {
        const double held = below ? std::clamp(lead, -clip, clip) : std::min(lead, clip);
        expected += std::log1p(std::exp(-held)) / kItems;
        learns = learns || held == lead;
      }
      const auto loss =
          make(learner, 100000, "contrast", fmt::format("clip = {}\nclip_below = {}", clip, below));
      EXPECT_NEAR(one_step(*loss, learner).at("aux/contrast/loss"), expected, 1e-6);
      EXPECT_EQ(norm(learner.gradients[0]) > 0.0, learns);
      if (learns) {
        Recorder again(school_.model());
        const auto same =
            make(again, 100000, "contrast", fmt::format("clip = {}\nclip_below = {}", clip, below));
        EXPECT_NEAR(seen_of_predicted(*same, "aux/contrast/loss", again), 1.0, 0.01);
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Clip, Contrast, testing::Values("contrast"));

}  // namespace
}  // namespace dragoman::training
