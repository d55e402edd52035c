#include "training/supervised.h"

#include <algorithm>

#include "base/error.h"

namespace dragoman::training {
namespace {

int64_t first_trained(const Example& example, const SftArguments& arguments) {
  return arguments.completion_only_loss ? example.prompt_length : 1;
}

int64_t trained_tokens(const Example& example, const SftArguments& arguments) {
  return static_cast<int64_t>(example.tokens.size()) - first_trained(example, arguments);
}

void append(const Example& example, const SftArguments& arguments, float weight,
            episodes::PolicyBatch& batch) {
  const int64_t first = first_trained(example, arguments);
  for (int64_t t = 0; t < static_cast<int64_t>(example.tokens.size()); ++t) {
    const bool trained = t >= first;
    batch.tokens.push_back(example.tokens[t]);
    batch.positions.push_back(static_cast<int32_t>(t));
    batch.predicted.push_back(trained ? 1 : 0);
    batch.weights.push_back(trained ? weight : 0.0F);
  }
  batch.cu_seqlens.push_back(static_cast<int32_t>(batch.tokens.size()));
  batch.groups.push_back(static_cast<int64_t>(batch.groups.size()));
}

Example encode(const data::Row& row, const std::string& reference, const rollouts::Player& player) {
  std::vector<templates::Message> messages = player.task.ask(row);
  const std::vector<TokenId> prompt = player.prompt(row);
  messages.push_back({"assistant", player.task.answer(row, reference)});
  Example example{player.encode(messages, false), static_cast<int64_t>(prompt.size())};
  if (example.tokens.size() <= prompt.size() ||
      !std::equal(prompt.begin(), prompt.end(), example.tokens.begin()))
    throw_input("{}: the chat template does not keep the prompt as a prefix of the answer", row.id);
  return example;
}

}  // namespace

Examples encode_examples(std::span<const data::Row> rows, const rollouts::Player& player,
                         int64_t max_length) {
  Examples result;
  for (const data::Row& row : rows) {
    for (const std::string& reference : row.references) {
      Example example = encode(row, reference, player);
      if (static_cast<int64_t>(example.tokens.size()) > max_length)
        ++result.too_long;
      else
        result.examples.push_back(std::move(example));
    }
  }
  if (result.examples.empty())
    throw_input("no example is left to train on: {} were longer than max_length = {}",
                result.too_long, max_length);
  return result;
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
    append(*example, arguments, weight, batches.back());
  }
  return batches;
}

}  // namespace dragoman::training
