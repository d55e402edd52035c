#include "oracles/chat_reply.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::oracles {
namespace {

constexpr size_t kLongestMessage = 300;

std::optional<int64_t> count(const Json& usage, const char* key) {
  if (!usage.is_object() || !usage.contains(key) || !usage.at(key).is_number()) return std::nullopt;
  return std::max<int64_t>(0, usage.at(key).get<int64_t>());
}

void fail(ChatReply& reply, Failure failure, std::string why) {
  reply.failure = failure;
  reply.why = std::move(why);
}

void read_choice(const Json& choice, ChatReply& reply) {
  const bool is_chat = choice.contains("message");
  const Json message = is_chat ? choice.at("message") : choice;
  const char* const text_key = is_chat ? "content" : "text";
  const std::string finish =
      choice.contains("finish_reason") && choice.at("finish_reason").is_string()
          ? choice.at("finish_reason").get<std::string>()
          : "stop";
  const auto has_text = [&](const char* key) {
    return message.contains(key) && message.at(key).is_string();
  };
  if (finish == "content_filter" || (has_text("refusal") && !message.at("refusal").empty()))
    return fail(reply, Failure::kRefused, "the teacher refused to answer");
  if (finish == "length")
    return fail(reply, Failure::kTruncated, "the reply reached max_tokens and was cut off");
  if (!has_text(text_key))
    return fail(reply, Failure::kMalformed, "the reply's message has no text as its content");
  reply.content = message.at(text_key).get<std::string>();
}

void read_body(const Json& body, ChatReply& reply) {
  if (body.contains("usage")) {
    reply.prompt_tokens = count(body.at("usage"), "prompt_tokens");
    reply.completion_tokens = count(body.at("usage"), "completion_tokens");
  }
  const Json& choices = body.at("choices");
  if (!choices.is_array()) return fail(reply, Failure::kMalformed, "choices is not a list");
  if (choices.size() != 1)
    return fail(reply, Failure::kWrongCount,
                "the reply has " + std::to_string(choices.size()) + " choices, asked for was one");
  read_choice(choices.at(0), reply);
}

}  // namespace

ChatReply read_chat_reply(std::string_view body) {
  ChatReply reply;
  try {
    read_body(parse_json(body, "the reply"), reply);
  } catch (const Error& error) {
    fail(reply, Failure::kMalformed, error.what());
  } catch (const Json::exception& error) {
    fail(reply, Failure::kMalformed,
         std::string("the reply is no chat completion: ") + error.what());
  }
  return reply;
}

std::string read_error_message(std::string_view body) {
  std::string text(body.substr(0, kLongestMessage));
  const Json parsed = Json::parse(body, nullptr, false);
  if (parsed.is_object()) {
    const Json error = parsed.value("error", Json());
    const Json& place = error.is_object() ? error : parsed;
    if (error.is_string()) text = error.get<std::string>();
    if (place.contains("message") && place.at("message").is_string())
      text = place.at("message").get<std::string>();
  }
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text.substr(0, kLongestMessage);
}

bool says_quota_is_spent(std::string_view body) {
  for (const std::string_view word :
       {"insufficient_quota", "billing_hard_limit_reached", "insufficient_balance"})
    if (body.find(word) != body.npos) return true;
  return false;
}

}  // namespace dragoman::oracles
