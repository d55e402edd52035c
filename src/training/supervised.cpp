#include "training/supervised.h"

#include <algorithm>

#include "base/error.h"
#include "episodes/segments.h"
#include "episodes/token_budget.h"

namespace dragoman::training {
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

std::vector<uint8_t> trained_flags(const Example& example, const SftArguments& arguments) {
  if (arguments.completion_only_loss) return example.trained;
  std::vector<uint8_t> flags(example.tokens.size(), 1);
  flags.front() = 0;
  return flags;
}

int64_t trained_tokens(const Example& example, const SftArguments& arguments) {
  const std::vector<uint8_t> flags = trained_flags(example, arguments);
  return std::count(flags.begin(), flags.end(), uint8_t{1});
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
  for (const auto& part : episodes::batches_of(
           order, max_tokens, [](const Example* example) { return example->tokens.size(); })) {
    episodes::PolicyBatch& batch = batches.emplace_back();
    batch.temperature = static_cast<float>(arguments.temperature);
    for (const Example* example : part) {
      episodes::append_segment(example->tokens, trained_flags(*example, arguments),
                               batch.segments(), batch);
      episodes::weigh_last_segment(weight, batch);
    }
  }
  return batches;
}

}  // namespace dragoman::training
