// The encoder over packed sequences, with random weights; its numbers are held against
// transformers by tests/oracles/test_encoders.py.
#include "nn/encoder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/error.h"
#include "base/random.h"

namespace dragoman::nn {
namespace {

Json tiny_encoder(const std::string& model_type) {
  return {{"model_type", model_type}, {"vocab_size", 40},
          {"hidden_size", 12},        {"intermediate_size", 20},
          {"num_hidden_layers", 2},   {"num_attention_heads", 3},
          {"type_vocab_size", 2},     {"max_position_embeddings", 16}};
}

// Every tensor that is asked for, drawn by its name; only names with the prefix are there.
TensorSource random_tensors(const std::string& prefix = "") {
  return {[prefix](const std::string& name) {
            return name.starts_with(prefix) && !name.ends_with("gamma");
          },
          [](const std::string& name, const std::vector<int64_t>& shape) {
            at::Tensor tensor = at::empty(shape);
            Rng stream = Rng(7).derive(name);
            for (int64_t i = 0; i < tensor.numel(); ++i)
              tensor.data_ptr<float>()[i] = static_cast<float>(0.3 * stream.normal());
            return tensor;
          }};
}

Encoder tiny(const std::string& model_type, const std::string& prefix = "") {
  return {checkpoints::parse_encoder_config(tiny_encoder(model_type), "config.json"),
          random_tensors(prefix), at::kFloat};
}

// The last hidden states of all inputs, end to end.
at::Tensor last_states(const Encoder& encoder, const std::vector<EncoderInput>& inputs) {
  std::vector<const EncoderInput*> views;
  for (const EncoderInput& input : inputs) views.push_back(&input);
  at::Tensor last;
  encoder.forward(encoder.make_batch(views), 2,
                  [&](int64_t, const at::Tensor& hidden) { last = hidden.clone(); });
  return last;
}

TEST(Encoder, GivesASequenceTheSameStatesAloneAndAmongOthers) {
  for (const char* family : {"bert", "xlm-roberta"}) {
    const Encoder encoder = tiny(family);
    const std::vector<EncoderInput> inputs = {
        {{2, 5, 6, 7}}, {{2, 9}}, {{2, 3, 1, 8}}, {{2, 11, 12, 13, 14, 15, 16}}};
    const at::Tensor packed = last_states(encoder, inputs);
    int64_t row = 0;
    for (const EncoderInput& input : inputs) {
      const at::Tensor alone = last_states(encoder, {input});
      EXPECT_TRUE(at::allclose(packed.narrow(0, row, alone.size(0)), alone, 1e-5, 1e-6)) << family;
      row += alone.size(0);
    }
    EXPECT_EQ(row, packed.size(0));
  }
}

TEST(Encoder, CountsPositionsBehindThePaddingsIdWhereTheFamilyDoes) {
  const EncoderInput input{{5, 1, 6}};
  const EncoderInput* const view = &input;
  EXPECT_TRUE(
      tiny("bert").make_batch({&view, 1}).positions.equal(at::tensor({0, 1, 2}, at::kLong)));
  EXPECT_TRUE(
      tiny("roberta").make_batch({&view, 1}).positions.equal(at::tensor({2, 1, 3}, at::kLong)));
}

TEST(Encoder, TellsTheSecondTextByItsTokenType) {
  const Encoder encoder = tiny("bert");
  const EncoderInput pair{{2, 5, 6, 7}, 2};
  const EncoderInput* const view = &pair;
  EXPECT_TRUE(encoder.make_batch({&view, 1}).types.equal(at::tensor({0, 0, 1, 1}, at::kLong)));
  EXPECT_FALSE(at::allclose(last_states(encoder, {pair}), last_states(encoder, {{pair.ids}})));
}

TEST(Encoder, FindsItsTensorsBehindTheNameOfTheModelWithAHead) {
  EXPECT_NO_THROW(tiny("xlm-roberta", "roberta."));
}

std::string message_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(Encoder, NamesTheIdAndTheLengthThatDoNotFit) {
  const Encoder encoder = tiny("roberta");
  const auto batch = [&encoder](EncoderInput input) {
    const EncoderInput* const view = &input;
    encoder.make_batch({&view, 1});
  };
  EXPECT_NO_THROW(batch({std::vector<TokenId>(14, 3)}));
  EXPECT_EQ(message_of([&] { batch({std::vector<TokenId>(15, 3)}); }),
            "15 tokens do not fit the encoder's context of 14");
  EXPECT_EQ(message_of([&] {
              batch({{3, 40}});
            }),
            "token id 40 is outside the encoder's vocabulary of 40");
}

}  // namespace
}  // namespace dragoman::nn
