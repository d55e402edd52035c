// What is read out of replies: chat completions, waits that servers ask for, and texts.
#include <gtest/gtest.h>

#include <cmath>

#include "oracles/chat_reply.h"
#include "oracles/http.h"
#include "oracles/pacer.h"
#include "oracles/prompts.h"
#include "oracles/questions_for_tests.h"
#include "oracles/reply_rules.h"

namespace dragoman::oracles {
namespace {

constexpr const char* kDraft = "The old man goes through snow.";

Failure failure_of_reply(const std::string& reply) {
  return read_text_reply(reply, refine(kDraft), {}).failure;
}

TEST(ChatReply, ReadsACompletionWithoutMessages) {
  const ChatReply reply =
      read_chat_reply(R"({"choices": [{"text": "How high is it?", "finish_reason": "stop"}]})");
  EXPECT_EQ(reply.failure, Failure::kNone) << reply.why;
  EXPECT_EQ(reply.content, "How high is it?");
  EXPECT_EQ(read_chat_reply(R"({"choices": [{"text": 7}]})").failure, Failure::kMalformed);
}

TEST(ReplyRules, TakeATextAndItsWhiteSpaceAway) {
  const Answer answer =
      read_text_reply(" The old man walks through the snow.\n", refine(kDraft), {});
  EXPECT_EQ(answer.text, "The old man walks through the snow.");
  EXPECT_EQ(failure_of_reply("He said: \"Snow, the old man's translation\""), Failure::kNone);
}

TEST(ReplyRules, RefuseWhateverIsMoreThanTheText) {
  EXPECT_EQ(failure_of_reply(" \n"), Failure::kEmpty);
  EXPECT_EQ(failure_of_reply("```\nThe old man walks.\n```"), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("\"The old man walks through the snow.\""), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("„Der alte Mann“"), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("Here is the corrected text: The old man walks."), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("Final translation: The old man walks."), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("The old man walks.\n\nI changed the verb."), Failure::kBabbling);
  EXPECT_EQ(failure_of_reply("<think>hm</think>The old man walks."), Failure::kBabbling);
  std::string endless;
  for (int i = 0; i < 30; ++i) endless += "and the snow ";
  EXPECT_EQ(failure_of_reply(endless), Failure::kBabbling);
}

TEST(ReplyRules, LeaveTheReplyToAPromptOfItsOwnAsItIs) {
  const auto failure = [](const std::string& reply) {
    return read_text_reply(reply, {Ask::kComplete, &row_for_tests(), "", 0}, {}).failure;
  };
  std::string report = "\"Here is the answer:\n```\ncode\n```\"";
  for (int i = 0; i < 50; ++i) report += "\nand one more line";
  EXPECT_EQ(failure(report), Failure::kNone);
  EXPECT_EQ(failure(" \n"), Failure::kEmpty);
  EXPECT_EQ(failure("<think>hm</think>The answer."), Failure::kBabbling);
}

TEST(Prompts, ShowAPromptOfItsOwnAlone) {
  const Prompts prompts{PromptConfig{}};
  const auto messages = prompts.messages({Ask::kComplete, &row_for_tests(), "2", 0});
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].role, "user");
  EXPECT_EQ(messages[0].content, row_for_tests().source);
  EXPECT_EQ(prompts.text(Ask::kComplete), "");
  EXPECT_EQ(prompts.messages({Ask::kTranslate, &row_for_tests(), "", 0}).size(), 2U);
}

TEST(ReplyRules, AllowWhatTheDraftHasItself) {
  const auto allowed = [](const std::string& draft, const std::string& reply) {
    return read_text_reply(reply, refine(draft), {}).usable();
  };
  EXPECT_TRUE(allowed("\"Snow\", he says.\"", "\"Snow,\" he says.\""));
  EXPECT_TRUE(allowed("Answer: snow", "Answer: the snow"));
  EXPECT_TRUE(allowed("one\ntwo", "One\nTwo"));
}

TEST(ReplyRules, CompareLengthsInBytesWhereScriptsDiffer) {
  data::Row row = row_for_tests();
  row.source = "我们想点两杯咖啡，再要一块蛋糕。";
  const Question question{Ask::kTranslate, &row, ""};
  const std::string long_text =
      "We would like to order two cups of coffee, and a piece of cake to go with them, please.";
  EXPECT_TRUE(read_text_reply(long_text, question, {}).usable());
}

std::string completion(const std::string& choices) {
  return R"({"choices": [)" + choices +
         R"(], "usage": {"prompt_tokens": 7, "completion_tokens": 3}})";
}

const std::string kChoice = R"({"message": {"content": "Snow."}, "finish_reason": "stop"})";

TEST(ChatReply, HasTheTextAndWhatItCost) {
  const ChatReply reply = read_chat_reply(completion(kChoice));
  EXPECT_EQ(reply.content, "Snow.");
  EXPECT_EQ(reply.failure, Failure::kNone);
  EXPECT_EQ(reply.prompt_tokens, 7);
  EXPECT_EQ(reply.completion_tokens, 3);
}

TEST(ChatReply, NamesWhatIsWrong) {
  EXPECT_EQ(read_chat_reply(completion("")).failure, Failure::kWrongCount);
  EXPECT_EQ(read_chat_reply(completion(kChoice + "," + kChoice)).failure, Failure::kWrongCount);
  EXPECT_EQ(read_chat_reply(completion("")).prompt_tokens, 7);
  for (const char* body : {"", "{", "[]", "7", R"({"choices": {}})", R"({"choices": [7]})",
                           R"({"choices": [{"message": {"content": null}}]})",
                           R"({"choices": [{"message": {"content": ["a"]}}]})"})
    EXPECT_EQ(read_chat_reply(body).failure, Failure::kMalformed) << body;
  const auto finished = [](const std::string& reason) {
    return read_chat_reply(completion(R"({"message": {"content": "Snow."}, "finish_reason": ")" +
                                      reason + "\"}"))
        .failure;
  };
  EXPECT_EQ(finished("length"), Failure::kTruncated);
  EXPECT_EQ(finished("content_filter"), Failure::kRefused);
}

TEST(ChatReply, ReadsErrorsOfSeveralServers) {
  EXPECT_EQ(read_error_message(R"({"error": {"message": "too\nlong"}})"), "too long");
  EXPECT_EQ(read_error_message(R"({"error": "no such model"})"), "no such model");
  EXPECT_EQ(read_error_message(R"({"message": "busy"})"), "busy");
  EXPECT_EQ(read_error_message("<html>"), "<html>");
}

TEST(RetryAfter, IsSecondsOrADate) {
  EXPECT_EQ(read_retry_after("7"), 7.0);
  EXPECT_EQ(read_retry_after("0.25"), 0.25);
  EXPECT_EQ(read_retry_after("-3"), 0.0);
  EXPECT_EQ(read_retry_after("Fri, 31 Dec 1999 23:59:59 GMT"), 0.0);
  EXPECT_GT(read_retry_after("Fri, 31 Dec 2098 23:59:59 GMT").value_or(0.0), 1e6);
  EXPECT_FALSE(read_retry_after("soon"));
  EXPECT_FALSE(read_retry_after(""));
}

TEST(Backoff, DoublesUpToItsLimitAndIsShortenedByAtMostHalf) {
  Rng jitter(1);
  for (int64_t attempt = 0; attempt < 100; ++attempt) {
    const double whole = std::min(60.0, 0.5 * std::pow(2.0, static_cast<double>(attempt)));
    const double wait = backoff(attempt, 0.5, 60.0, jitter);
    EXPECT_LE(wait, whole);
    EXPECT_GE(wait, whole / 2.0);
  }
}

}  // namespace
}  // namespace dragoman::oracles
