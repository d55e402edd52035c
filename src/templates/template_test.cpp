#include "templates/template.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "base/line_reader.h"

namespace dragoman::templates {
namespace {

std::string rendered(std::string_view source, const Json& variables = Json::object()) {
  return Template::parse(source, "t.jinja").render(variables).text;
}

std::string error_of(std::string_view source, const Json& variables = Json::object(),
                     std::string_view where = "") {
  try {
    Template::parse(source, "t.jinja").render(variables, where);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "no error";
}

// The whole grid of tests/oracles/template_expressions.py, as Jinja rendered it.
TEST(Template, RendersAsJinjaDoes) {
  LineReader reader(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/templates/expressions.jsonl");
  std::string line;
  ASSERT_TRUE(reader.next(line));
  const Json variables = parse_json(line, reader.where())["variables"];
  int count = 0;
  for (; reader.next(line); ++count) {
    const Json golden = parse_json(line, reader.where());
    const auto source = golden[0].get<std::string>();
    Json text;
    try {
      text = rendered(source, variables);
    } catch (const Error&) {
    }
    EXPECT_EQ(to_line(text), to_line(golden[1])) << source;
  }
  EXPECT_GT(count, 500);
}

TEST(Template, NamesFileAndLineOfWhatItCannotParse) {
  EXPECT_EQ(error_of("a\n{% if x %}\n{{ 1 + }}"), "t.jinja: line 3: }} where a value must stand");
  EXPECT_EQ(error_of("\n{% include 'other' %}"), "t.jinja: line 2: {% include %} is not supported");
  EXPECT_EQ(error_of("{{ x|nope }}"), "t.jinja: line 1: there is no filter nope");
  EXPECT_EQ(error_of("{{ x|urlize }}"), "t.jinja: line 1: the filter urlize is not supported");
  EXPECT_EQ(error_of("{% for x in y %}"), "t.jinja: line 1: {% endfor %} is missing");
}

TEST(Template, NamesInputFileAndLineOfWhatItCannotDo) {
  EXPECT_EQ(error_of("\n{{ missing.name }}", {}, "in: line 7"),
            "in: line 7: t.jinja: line 2: 'missing' is undefined");
  EXPECT_EQ(error_of("{{ x.append(1) }}", {{"x", Json::array()}}),
            "t.jinja: line 1: append would change a list, which a template may not");
}

TEST(Template, RaisesItsOwnMessageWithTheInputsPlace) {
  EXPECT_EQ(error_of("\n{{ raise_exception('roles must alternate') }}", {}, "in: line 7"),
            "in: line 7: roles must alternate");
}

TEST(Template, TellsWhatTheAssistantWrites) {
  const auto made = Template::parse(
      "é{% for x in 'ab' %}<{% generation %}{{ x }}!{% endgeneration %}{% endfor %}", "t");
  EXPECT_TRUE(made.marks_generation());
  const Rendered result = made.render(Json::object());
  EXPECT_EQ(result.text, "é<a!<b!");
  ASSERT_EQ(result.generated.size(), 2U);
  EXPECT_EQ(result.generated[0].begin, 3U);
  EXPECT_EQ(result.generated[0].end, 5U);
  EXPECT_EQ(result.generated[1].begin, 6U);
  EXPECT_FALSE(Template::parse("{{ x }}", "t").marks_generation());
}

TEST(Template, EndsWhatDoesNotEnd) {
  for (const char* hostile :
       {"{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "{{ 'a' * 99999999999 }}",
        "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
        "{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor "
        "%}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(9999) %}{% set ns.x = ns.x|map('string') "
        "%}"
        "{% endfor %}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}", "{{ range(100001)|list }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
        "{% endfor %}{{ ns.x }}",
        "{{ '%9999999999d' % 1 }}", "{{ 2 ** 99999 }}", "{{ [0] * 9999999999 }}"})
    EXPECT_NE(error_of(hostile), "no error") << hostile;
}

TEST(Template, RefusesWhatIsNestedTooDeeply) {
  std::string brackets;
  std::string sum = "1";
  std::string blocks;
  for (int i = 0; i < 5'000; ++i) {
    brackets = "[" + brackets + "]";
    sum += "+1";
    blocks += "{% if x %}";
  }
  EXPECT_NE(error_of("{{ " + brackets + " }}").find("nested more than"), std::string::npos);
  EXPECT_NE(error_of("{{ " + sum + " }}").find("in one another"), std::string::npos);
  EXPECT_NE(error_of(blocks).find("nested more than"), std::string::npos);
}

TEST(Template, IsRenderedByManyThreadsAtOnce) {
  const auto made = Template::parse(
      "{% macro m(x) %}{{ x }}{% endmacro %}{% for x in l %}{{ m(x)|upper }}{{ dict(a=x)|tojson "
      "}}{% endfor %}",
      "t");
  const Json variables = {{"l", {"a", "b", "c"}}};
  const std::string expected = made.render(variables).text;
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) wrong += made.render(variables).text != expected;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace dragoman::templates
