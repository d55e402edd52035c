#include "templates/prefixes.h"

#include <gtest/gtest.h>

#include "text/bpe_trainer.h"

namespace dragoman::templates {
namespace {

const std::vector<Message> kTurns = {
    {"user", "one"}, {"assistant", "<t>hm</t>eins"}, {"user", "two"}, {"assistant", "zwei"}};

std::string difference_of(const std::string& jinja) {
  const Path file = Path(testing::TempDir()) / "dragoman_prefixes.jinja";
  write_file(file, jinja);
  const text::Tokenizer tokenizer = text::BpeTrainer(text::BpeTrainerConfig{}).train();
  const auto found = find_prefix_difference(ChatTemplate::load_file(file, testing::TempDir()),
                                            tokenizer, conversation_of(kTurns, false));
  return found ? found->text() : "none";
}

TEST(Prefixes, AreKeptByOurOwnTemplate) {
  EXPECT_EQ(difference_of(ChatTemplate().jinja()), "none");
}

TEST(Prefixes, AreLostWhereEarlierTurnsAreRewritten) {
  EXPECT_EQ(difference_of("{% for m in messages %}{{ m.content if loop.last else "
                          "m.content.split('</t>')[-1] }};{% endfor %}"),
            "not prefix preserving: the first 2 messages alone have \"<t>hm</t>eins;\" where the "
            "whole has "
            "\"eins;two;zwei;\"");
}

TEST(Prefixes, AreLostWhereTheGenerationPromptIsNoneOfTheAnswer) {
  EXPECT_EQ(difference_of("{% for m in messages %}{{ m.content }};{% endfor %}"
                          "{{ 'é' if add_generation_prompt }}"),
            "not prefix preserving: the first message alone has \"é\" where the whole has "
            "\"<t>hm</t>eins;two;zwei;\"");
}

}  // namespace
}  // namespace dragoman::templates
