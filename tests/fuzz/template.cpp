// A chat template from arbitrary bytes: the text up to a zero byte is the template, what follows is
// the JSON of its variables (or, when it is none, a message).
#include "templates/template.h"

#include "fuzz.h"

namespace dragoman {
namespace {

constexpr templates::Limits kLimits = {
    .steps = 200'000, .bytes = 1 << 24, .output = 1 << 20, .depth = 100};

Json variables_of(std::string_view bytes) {
  Json variables = Json::parse(bytes, nullptr, /*allow_exceptions=*/false);
  if (variables.is_object()) return variables;
  const std::string text = text::repair_utf8(bytes);
  return {{"messages", {{{"role", "user"}, {"content", text}}, {{"role", "assistant"}}}},
          {"bos_token", "<s>"},
          {"n", 3},
          {"add_generation_prompt", true}};
}

void try_template(std::string_view bytes) {
  const size_t end = std::min(bytes.find('\0'), bytes.size());
  const auto made = templates::Template::parse(bytes.substr(0, end), "fuzz");
  const Json variables = variables_of(bytes.substr(std::min(end + 1, bytes.size())));
  const templates::Rendered rendered = made.render(variables, "input", kLimits);
  fuzz::expect(fuzz::is_utf8(rendered.text), "the text is UTF-8");
  for (const templates::Generated& span : rendered.generated)
    fuzz::expect(span.begin <= span.end, "a span has a begin and an end");
  fuzz::expect(made.render(variables, "input", kLimits).text == rendered.text ||
                   bytes.find("now") != bytes.npos,
               "the same twice");
}

}  // namespace
}  // namespace dragoman

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  return fuzz::run([&] { try_template(fuzz::text_of(data, size)); });
}
