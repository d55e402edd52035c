#include "training/conversation.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files.h"
#include "config/recipe.h"
#include "text/bpe_trainer.h"
#include "training/recipe.h"

namespace dragoman::training {
namespace {

using templates::Message;

const std::vector<Message> kTurns = {{"user", "one"},
                                     {"assistant", "<t>hm</t>eins"},
                                     {"user", "two"},
                                     {"assistant", "<t>so</t>zwei"}};

class Conversations : public ::testing::Test {
 protected:
  // What the examples train on, answers between brackets; one line an example.
  std::string shown(const std::string& jinja, const std::vector<Message>& messages, size_t first,
                    bool* differs = nullptr) {
    const Path file = Path(testing::TempDir()) / "dragoman_conversation.jinja";
    write_file(file, jinja);
    const auto chat = templates::ChatTemplate::load_file(file, testing::TempDir());
    const rollouts::Player player{*task_, tokenizer_, chat};
    const ConversationExamples made =
        encode_dialogue(player, {templates::conversation_of(messages, false), first}, "row 1");
    if (differs) *differs = made.difference.has_value();
    std::string all;
    for (const Example& example : made.examples) all += shown(example) + "\n";
    return all;
  }

  std::string error_of(const std::string& jinja) {
    try {
      shown(jinja, kTurns, 0);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  std::string shown(const Example& example) const {
    std::string text;
    bool inside = false;
    for (size_t t = 0; t <= example.tokens.size(); ++t) {
      const bool trained = t < example.tokens.size() && example.trained[t] != 0;
      if (trained != inside) text += trained ? "[" : "]";
      inside = trained;
      if (t < example.tokens.size()) text += tokenizer_.decode({&example.tokens[t], 1}, false);
    }
    return text;
  }

  std::unique_ptr<tasks::Task> task_ =
      config::read_text<TaskSection>("name = \"translation\"").task.make();
  text::Tokenizer tokenizer_ = text::BpeTrainer(text::BpeTrainerConfig{}).train();
};

constexpr const char* kKeeps =
    "{% for m in messages %}{{ m.role[0] ~ ':' ~ m.content ~ ';' }}{% endfor %}"
    "{{ 'a:' if add_generation_prompt }}";

// Drops what was thought before the last question, as templates of reasoning models do.
constexpr const char* kForgets =
    "{% for m in messages %}{{ m.role[0] ~ ':' ~ (m.content if loop.last else "
    "m.content.split('</t>')[-1]) ~ ';' }}{% endfor %}{{ 'a:' if add_generation_prompt }}";

constexpr const char* kMarked =
    "{% for m in messages %}{% if m.role == 'assistant' %}a:{% generation %}{{ (m.content if "
    "loop.last else m.content.split('</t>')[-1]) ~ ';' }}{% endgeneration %}{% else %}"
    "{{ 'u:' ~ m.content ~ ';' }}{% endif %}{% endfor %}{{ 'a:<t>' if add_generation_prompt }}";

TEST_F(Conversations, AreOneExampleWhereBeginningsStayAsTheyWere) {
  bool differs = true;
  EXPECT_EQ(shown(kKeeps, kTurns, 0, &differs),
            "u:one;a:[<t>hm</t>eins;]u:two;a:[<t>so</t>zwei;]\n");
  EXPECT_FALSE(differs);
}

TEST_F(Conversations, TrainOnlyOnAnswersFromTheFirst) {
  EXPECT_EQ(shown(kKeeps, kTurns, 3), "u:one;a:<t>hm</t>eins;u:two;a:[<t>so</t>zwei;]\n");
}

TEST_F(Conversations, AreCutIntoAnswersAsTheyAreAskedForWhereBeginningsChange) {
  bool differs = false;
  EXPECT_EQ(shown(kForgets, kTurns, 0, &differs),
            "u:one;a:[<t>hm</t>eins;]\nu:one;a:eins;u:two;a:[<t>so</t>zwei;]\n");
  EXPECT_TRUE(differs);
}

TEST_F(Conversations, FollowTheTemplatesOwnBlocks) {
  EXPECT_EQ(shown(kMarked, kTurns, 0), "u:one;a:[eins;]u:two;a:[<t>so</t>zwei;]\n");
  EXPECT_EQ(shown(kMarked, kTurns, 3), "u:one;a:eins;u:two;a:[<t>so</t>zwei;]\n");
}

TEST_F(Conversations, RefuseATemplateThatHidesWhereTheAnswerBegins) {
  const std::string hides =
      "{% for m in messages %}{{ m.role[0] ~ ':' ~ m.content ~ ';' }}{% endfor %}"
      "{{ 'a:<t>' if add_generation_prompt }}";
  const std::vector<Message> plain = {{"user", "one"}, {"assistant", "eins"}};
  try {
    shown(hides, plain, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "row 1: the chat template is not prefix preserving: the first message alone has "
        "\"<t>\" where the whole has \"eins;\", so nothing says where the answer begins; mark "
        "it with {% generation %} blocks in the template");
  }
}

TEST_F(Conversations, RefuseATemplateThatLeavesTheAnswerOut) {
  EXPECT_NE(error_of("{{ messages[0].content }}").find("writes nothing of the answer"),
            std::string::npos);
}

TEST_F(Conversations, OfOursAreTrainedUpToTheirEndToken) {
  const std::string ours(text::compact_chat_template());
  EXPECT_EQ(shown(ours, {{"user", "a"}, {"assistant", "b"}}, 1),
            "<|user|>a<|end|><|assistant|>[b<|end|>]\n");
}

}  // namespace
}  // namespace dragoman::training
