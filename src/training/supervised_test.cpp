#include "training/supervised.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "config/recipe.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"
#include "training/recipe.h"
namespace dragoman::training {
namespace {

Example example(int64_t prompt, int64_t answer) {
  Example result;
  for (int64_t t = 0; t < prompt + answer; ++t) result.tokens.push_back(static_cast<TokenId>(t));
  result.trained.assign(static_cast<size_t>(prompt), 0);
  result.trained.resize(result.tokens.size(), 1);
  return result;
}

double total_weight(const std::vector<episodes::PolicyBatch>& batches) {
  double sum = 0.0;
  for (const auto& batch : batches)
    for (const float weight : batch.weights) sum += weight;
  return sum;
}

class Pack : public ::testing::Test {
 protected:
  std::vector<Example> examples_{example(3, 4), example(5, 2), example(1, 9), example(2, 1)};
  std::vector<const Example*> all_{&examples_[0], &examples_[1], &examples_[2], &examples_[3]};
  std::unique_ptr<comm::Comm> comm_ = comm::single_process();
};

TEST_F(Pack, WeighsEveryTrainedTokenOfTheStepAlikeHoweverItIsCut) {
  for (const int64_t budget : {1, 11, 1000}) {
    const auto batches = pack_examples(all_, {}, budget, *comm_);
    EXPECT_NEAR(total_weight(batches), 1.0, 1e-6);
    for (const auto& batch : batches)
      for (size_t t = 0; t < batch.weights.size(); ++t)
        EXPECT_FLOAT_EQ(batch.weights[t], batch.predicted[t] ? 1.0F / 16.0F : 0.0F);
  }
}

TEST_F(Pack, TrainsOnTheAnswerOnly) {
  for (const auto& batch : pack_examples({&all_[0], 1}, {}, 100, *comm_))
    EXPECT_EQ(batch.predicted, (std::vector<uint8_t>{0, 0, 0, 1, 1, 1, 1}));
}

TEST_F(Pack, TrainsOnAllButTheFirstTokenWhenAsked) {
  SftArguments arguments;
  arguments.completion_only_loss = false;
  for (const auto& batch : pack_examples({&all_[0], 1}, arguments, 100, *comm_))
    EXPECT_EQ(batch.predicted, (std::vector<uint8_t>{0, 1, 1, 1, 1, 1, 1}));
}

TEST_F(Pack, GivesEveryBatchTheTemperatureOfTheLoss) {
  SftArguments arguments;
  arguments.temperature = 1.5;
  for (const auto& batch : pack_examples(all_, arguments, 11, *comm_))
    EXPECT_EQ(batch.temperature, 1.5F);
  for (const auto& batch : pack_examples(all_, {}, 11, *comm_)) EXPECT_EQ(batch.temperature, 1.0F);
}

TEST_F(Pack, StartsEveryExampleAtPositionZero) {
  for (const auto& batch : pack_examples(all_, {}, 1000, *comm_))
    for (size_t s = 0; s + 1 < batch.cu_seqlens.size(); ++s)
      EXPECT_EQ(batch.positions[batch.cu_seqlens[s]], 0);
}

// A tokenizer that frames whatever it encodes in <|user|> … <|end|>, by its post-processor.
text::Tokenizer framing_tokenizer(const text::Tokenizer& plain) {
  const Path folder = Path(testing::TempDir()) / "dragoman_framing";
  make_folder(folder);
  plain.save(folder);
  Json json = parse_json(read_file(folder / "tokenizer.json"), "tokenizer.json");
  Json special = Json::object();
  for (const std::string_view name : {text::kUser, text::kEnd})
    special[std::string(name)] = {
        {"id", name}, {"ids", {*plain.token_id(name)}}, {"tokens", {name}}};
  Json single = Json::array();
  single.push_back({{"SpecialToken", {{"id", text::kUser}, {"type_id", 0}}}});
  single.push_back({{"Sequence", {{"id", "A"}, {"type_id", 0}}}});
  single.push_back({{"SpecialToken", {{"id", text::kEnd}, {"type_id", 0}}}});
  json["post_processor"] = {
      {"type", "TemplateProcessing"}, {"single", single}, {"special_tokens", special}};
  return text::Tokenizer::parse(json.dump(), "", "framing");
}

TEST(EncodeExamples, AddNoSpecialTokensToThoseOfTheTemplate) {
  const text::Tokenizer plain = text::BpeTrainer(text::BpeTrainerConfig{}).train();
  const text::Tokenizer framing = framing_tokenizer(plain);
  const TokenId begin = *plain.token_id(text::kUser);
  ASSERT_EQ(framing.encode("a", true).front(), begin);  // it does frame bare text
  const auto task = config::read_text<TaskSection>("name = \"translation\"").task.make();
  const templates::ChatTemplate chat;
  data::Row row;
  row.source = "one";
  row.references = {"eins"};
  row.source_language = "en";
  row.target_language = "de";
  const rollouts::Player with_frame{*task, framing, chat};
  const rollouts::Player without{*task, plain, chat};
  EXPECT_EQ(with_frame.prompt(row), without.prompt(row));
  const Example example = encode_examples({&row, 1}, with_frame, 1000).examples.at(0);
  EXPECT_EQ(example.tokens, encode_examples({&row, 1}, without, 1000).examples.at(0).tokens);
  EXPECT_EQ(example.tokens[0], begin);
  EXPECT_NE(example.tokens[1], begin);
  const auto prompt = static_cast<int64_t>(without.prompt(row).size());
  EXPECT_EQ(std::count(example.trained.begin(), example.trained.begin() + prompt, 1), 0);
  EXPECT_EQ(std::count(example.trained.begin() + prompt, example.trained.end(), 0), 0);
}

}  // namespace
}  // namespace dragoman::training
