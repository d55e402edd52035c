#include "tools/call_format.h"

#include <array>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::tools {
namespace {

constexpr std::string_view kHermesBegin = "<tool_call>", kHermesEnd = "</tool_call>";
constexpr std::string_view kPythonTag = "<|python_tag|>";
constexpr std::string_view kMistralBegin = "[TOOL_CALLS]";
constexpr std::string_view kThoughtEnd = "</think>";

WrittenCall unreadable(std::string_view text, std::string error) {
  return {"", std::string(text), nullptr, std::move(error)};
}

// An object with a name and arguments (Llama: parameters), which may be JSON in a text.
WrittenCall read_object(const Json& object) {
  if (!object.is_object() || !object.contains("name") || !object["name"].is_string())
    return unreadable(to_line(object), "a call is a JSON object with a name and arguments");
  WrittenCall call;
  call.name = object["name"].get<std::string>();
  const char* key = object.contains("arguments") ? "arguments" : "parameters";
  call.parsed = object.contains(key) ? object[key] : Json::object();
  if (call.parsed.is_string())
    call.parsed = Json::parse(call.parsed.get<std::string>(), nullptr, /*exceptions=*/false);
  call.arguments = call.parsed.is_discarded() ? "" : to_line(call.parsed);
  if (call.parsed.is_discarded()) call.error = "the arguments are not valid JSON";
  return call;
}

// One object, or a list of them.
void read_json(std::string_view text, std::vector<WrittenCall>& calls) {
  const std::string_view written = text::strip(text);
  Json json;
  try {
    json = parse_json(written, "");
  } catch (const Error&) {
    calls.push_back(unreadable(written, "the call is not valid JSON"));
    return;
  }
  if (!json.is_array()) {
    calls.push_back(read_object(json));
    return;
  }
  for (const Json& object : json) calls.push_back(read_object(object));
}

// Thoughts may speak of calls without making them.
std::string_view behind_thoughts(std::string_view turn) {
  const size_t end = turn.rfind(kThoughtEnd);
  return end == turn.npos ? turn : turn.substr(end + kThoughtEnd.size());
}

// The last call of a turn may lack its end.
std::vector<WrittenCall> read_hermes(std::string_view turn) {
  turn = behind_thoughts(turn);
  std::vector<WrittenCall> calls;
  for (size_t at = turn.find(kHermesBegin); at != turn.npos; at = turn.find(kHermesBegin, at)) {
    at += kHermesBegin.size();
    const size_t end = std::min(turn.find(kHermesEnd, at), turn.size());
    read_json(turn.substr(at, end - at), calls);
    at = end;
  }
  return calls;
}

// The whole turn is one call, or none of it.
std::vector<WrittenCall> read_llama(std::string_view turn) {
  std::string_view text = text::strip(behind_thoughts(turn));
  const bool tagged = text.starts_with(kPythonTag);
  if (tagged) text.remove_prefix(kPythonTag.size());
  std::vector<WrittenCall> calls;
  if (tagged || text.starts_with("{\"name\"")) read_json(text, calls);
  if (calls.size() > 1) calls = {unreadable(text, "a turn has one call")};
  return calls;
}

std::vector<WrittenCall> read_mistral(std::string_view turn) {
  std::vector<WrittenCall> calls;
  const size_t at = turn.find(kMistralBegin);
  if (at != turn.npos) read_json(turn.substr(at + kMistralBegin.size()), calls);
  return calls;
}

const std::array<CallFormat, 3>& formats() {
  static const std::array<CallFormat, 3> kFormats{
      CallFormat{
          "hermes", "<tool_call>", "<tool_call>\n{\"name\": \"", {"<tool_call>"}, &read_hermes},
      CallFormat{
          "mistral", "[TOOL_CALLS]", "[TOOL_CALLS][{\"name\": \"", {"[TOOL_CALLS]"}, &read_mistral},
      CallFormat{
          "llama", "{\"name\"", "{\"name\": \"", {"{\"name\"", "<|python_tag|>"}, &read_llama}};
  return kFormats;
}

// A conversation that ends with a call, as the template writes it.
std::string shown_call(const templates::ChatTemplate& chat, const std::string& name) {
  templates::Conversation shown;
  const Json call = {{"id", "call00000"},
                     {"type", "function"},
                     {"function", {{"name", name}, {"arguments", {{"up", "a word"}}}}}};
  shown.messages = {{{"role", "user"}, {"content", "Hello."}},
                    {{"role", "assistant"}, {"content", ""}, {"tool_calls", Json::array({call})}}};
  return chat.render(shown, "tool_use: the chat template and a call").text;
}

}  // namespace

const CallFormat& format_named(std::string_view name) {
  for (const CallFormat& format : formats())
    if (format.name == name) return format;
  DRAGOMAN_CHECK(false, "a format is one of those that a recipe may name");
  return formats().front();
}

const CallFormat& format_of(const templates::ChatTemplate& chat) {
  const std::string text = shown_call(chat, "look");
  for (const CallFormat& format : formats())
    if (text.find(format.opening) != text.npos) return format;
  throw_input(
      "tool_use: the chat template writes calls in no form that is known; name one with "
      "format = \"hermes\", \"llama\" or \"mistral\"");
}

std::string written_call(const templates::ChatTemplate& chat, const CallFormat& format,
                         const std::string& name) {
  const std::string text = shown_call(chat, name);
  const size_t at = text.find(format.opening);
  return at == text.npos ? "" : text.substr(at);
}

}  // namespace dragoman::tools
