#include "training/supervised.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::training {
namespace {

void append_example(const Example& example, const SftArguments& arguments, float weight,
                    episodes::PolicyBatch& batch) {
  for (int64_t t = 0; t < static_cast<int64_t>(example.tokens.size()); ++t) {
    const bool trained = is_trained(example, arguments, static_cast<size_t>(t));
    batch.tokens.push_back(example.tokens[t]);
    batch.positions.push_back(static_cast<int32_t>(t));
    batch.predicted.push_back(trained ? 1 : 0);
    batch.weights.push_back(trained ? weight : 0.0F);
  }
  batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
  batch.groups.push_back(static_cast<int64_t>(batch.groups.size()));
}

}  // namespace

Examples encode_examples(std::span<const data::Row> rows, const rollouts::Player& player,
                         int64_t max_length) {
  Examples result;
  const auto add = [&](Example example) {
    if (static_cast<int64_t>(example.tokens.size()) > max_length)
      ++result.too_long;
    else
      result.examples.push_back(std::move(example));
  };
  for (const data::Row& row : rows) {
    for (const tasks::Lesson& lesson : player.task.lessons(row)) {
      if (const auto* passage = std::get_if<tasks::Passage>(&lesson)) {
        add(encode_passage(player, *passage, row.id));
        continue;
      }
      ConversationExamples made =
          encode_dialogue(player, std::get<tasks::Dialogue>(lesson), row.id);
      if (!result.difference) result.difference = std::move(made.difference);
      for (Example& example : made.examples) add(std::move(example));
    }
  }
  if (result.examples.empty())
    throw_input("no example is left to train on: {} were longer than max_length = {}",
                result.too_long, max_length);
  return result;
}

bool is_trained(const Example& example, const SftArguments& arguments, size_t t) {
  return arguments.completion_only_loss ? example.trained[t] != 0 : t > 0;
}

int64_t trained_tokens(const Example& example, const SftArguments& arguments) {
  if (!arguments.completion_only_loss) return static_cast<int64_t>(example.tokens.size()) - 1;
  return std::count(example.trained.begin(), example.trained.end(), uint8_t{1});
}

std::vector<episodes::PolicyBatch> pack_examples(std::span<const Example* const> examples,
                                                 const SftArguments& arguments, int64_t max_tokens,
                                                 comm::Comm& comm) {
  double total = 0.0;
  for (const Example* example : examples)
    total += static_cast<double>(trained_tokens(*example, arguments));
  comm.sum({&total, 1});
  const auto weight = static_cast<float>(1.0 / total);

  std::vector<const Example*> order(examples.begin(), examples.end());
  std::stable_sort(order.begin(), order.end(), [](const Example* a, const Example* b) {
    return a->tokens.size() > b->tokens.size();
  });
  std::vector<episodes::PolicyBatch> batches;
  for (const Example* example : order) {
    const auto size = static_cast<int64_t>(example->tokens.size());
    if (batches.empty() || batches.back().size() + size > max_tokens) {
      batches.emplace_back();
      batches.back().cu_seqlens.push_back(0);
    }
    append_example(*example, arguments, weight, batches.back());
  }
  return batches;
}

}  // namespace dragoman::training
