// Losses and gradients of TRL's GRPO and RLOO trainers, as tools/make_golden_trl.py recorded them.
#include <gtest/gtest.h>

#include "algorithms/steps_for_tests.h"
#include "base/line_reader.h"

namespace dragoman::algorithms {
namespace {

using Rows = std::vector<std::vector<double>>;

std::vector<Sequence> sequences_of(const Json& step) {
  const auto advantages = step.at("advantage").get<std::vector<double>>();
  const auto column = [&](const char* name, size_t i) { return step.at(name).get<Rows>()[i]; };
  std::vector<Sequence> sequences;
  for (size_t i = 0; i < advantages.size(); ++i) {
    Sequence& made = sequences.emplace_back();
    made.logprob = column("logprob", i);
    made.old = column("old", i);
    made.behaviour = column("behaviour", i);
    made.reference = column("reference", i);
    made.entropy = column("entropy", i);
    made.advantage.assign(made.old.size(), advantages[i]);
  }
  return sequences;
}

void expect_slopes(const std::vector<float>& found, const Batch& made, const Json& rows) {
  std::vector<double> expected;
  for (const auto& row : rows.get<Rows>()) expected.insert(expected.end(), row.begin(), row.end());
  auto next = expected.begin();
  for (size_t t = 0; t < found.size(); ++t) {
    if (made.batch.predicted[t] == 0) continue;
    ASSERT_NE(next, expected.end());
    EXPECT_NEAR(found[t], *next++, 1e-6);
  }
  EXPECT_EQ(next, expected.end());
}

TEST(Trl, HasTheSameLossesAndGradients) {
  const auto lines =
      read_all_lines(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/algorithms/trl.jsonl");
  ASSERT_GT(lines.size(), 10u);
  const auto limit = Json::parse(lines[0]).at("max_completion_length").get<double>();
  for (size_t i = 1; i < lines.size(); ++i) {
    const Json step = Json::parse(lines[i]);
    SCOPED_TRACE(step.at("algorithm").get<std::string>() + "\n" +
                 step.at("options").get<std::string>());
    const auto made_by = algorithm(step.at("algorithm"), step.at("options"));
    const std::vector<Sequence> sequences = sequences_of(step);
    episodes::StepCounts counts = counts_of(sequences);
    counts.max_completion_length = limit;
    const Batch made = batch_of(sequences, made_by->aggregation(), counts);
    const LossReport report = made_by->loss(made.batch, made.current);
    EXPECT_NEAR(report.loss, step.at("loss").get<double>(), 1e-6);
    expect_slopes(report.gradients.logprob, made, step.at("slopes").at("logprob"));
    if (step.at("slopes").contains("entropy"))
      expect_slopes(report.gradients.entropy, made, step.at("slopes").at("entropy"));
  }
}

}  // namespace
}  // namespace dragoman::algorithms
