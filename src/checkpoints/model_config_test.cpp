// Configurations that ask for the impossible: refused before memory is taken, with the key.
#include "checkpoints/model_config.h"

#include "checkpoints/errors_for_tests.h"
#include "checkpoints/folders_for_tests.h"
#include "checkpoints/lora_config.h"

namespace dragoman::checkpoints {
namespace {

std::string refused(const Json& changes, const std::string& family = "llama") {
  return error_of([&] { parse_model_config(small_config(family, changes), "config.json"); });
}

void expect_names(const std::string& message, const std::string& part) {
  EXPECT_EQ(message.find("config.json: "), 0) << message;
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(ModelConfig, SizesOfTheWrongKindAreNamed) {
  const Json wrong[] = {
      nullptr,          true,         "8",           8.5,           1e300, 0, -8, 1e18,
      int64_t{1} << 40, ~uint64_t{0}, Json::array(), Json::object()};
  for (const char* key : {"hidden_size", "vocab_size", "num_hidden_layers", "num_attention_heads"})
    for (const Json& value : wrong) expect_names(refused({{key, value}}), key);
}

TEST(ModelConfig, ModelsThatNoMemoryHoldsAreRefused) {
  expect_names(refused({{"num_hidden_layers", 1'000'000'000}}), "num_hidden_layers is 1000000000");
  expect_names(refused({{"vocab_size", int64_t{1} << 31}, {"hidden_size", int64_t{1} << 30}}),
               "no model is that large");
  expect_names(refused({{"num_attention_heads", int64_t{1} << 30},
                        {"num_key_value_heads", 1},
                        {"head_dim", int64_t{1} << 30}}),
               "no model is that large");
}

TEST(ModelConfig, FlagsAndNumbersAreNotMixedUp) {
  expect_names(refused({{"tie_word_embeddings", 1}}), "tie_word_embeddings has the wrong type");
  expect_names(refused({{"rms_norm_eps", "1e-6"}}), "rms_norm_eps has the wrong type");
  expect_names(refused({{"rms_norm_eps", true}}), "rms_norm_eps has the wrong type");
}

TEST(ModelConfig, LongValuesAreCutInMessages) {
  EXPECT_LT(refused({{"hidden_size", std::string(100'000, 'x')}}).size(), 200);
}

TEST(ModelConfig, EndTokensAreTokens) {
  for (const Json& ids : {Json(int64_t{1} << 40), Json("2"), Json({1, 2.5}), Json({{1}})})
    expect_names(refused({{"eos_token_id", ids}}), "eos_token_id");
}

TEST(ModelConfig, StretchedContextsStayCountable) {
  const Json scaling = {{"rope_type", "linear"}, {"factor", 1e300}};
  const ModelConfig config =
      parse_model_config(small_config("llama", {{"rope_scaling", scaling}}), "config.json");
  EXPECT_GT(config.context_length(), 0);
}

TEST(LoraConfig, PatternsMatchTheEndOfAModulesName) {
  LoraConfig config;
  config.alpha_pattern = {{"q_proj", 4.0}, {"layers\\.[01]\\.mlp", 2.0}};
  EXPECT_EQ(config.scale("model.layers.3.self_attn.q_proj", 1, "x"), 4.0);
  EXPECT_EQ(config.scale("model.layers.1.mlp", 1, "x"), 2.0);
  EXPECT_EQ(config.scale("model.layers.1.mlp.up_proj", 1, "x"), config.alpha);
  EXPECT_EQ(config.scale("model.other_q_proj", 1, "x"), config.alpha);
}

TEST(LoraConfig, PatternsThatNeverEndAreGivenUp) {
  LoraConfig config;
  config.alpha_pattern = {{"(((a*)*)*)*b", 1.0}};
  try {
    config.scale(std::string(60, 'a') + "c", 1, "adapter_config.json");
  } catch (const Error&) {  // or PCRE2 sees at once that there is no b
  }
  config.alpha_pattern = {{std::string(100'000, '('), 1.0}};
  EXPECT_NE(error_of([&] { config.scale("a", 1, "adapter_config.json"); }).find("alpha_pattern"),
            std::string::npos);
}

}  // namespace
}  // namespace dragoman::checkpoints
