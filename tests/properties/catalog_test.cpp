// Laws that every entry of every catalogue keeps: names as recipes write them, sentences, options
// that are explained, and defaults that their own rules allow and that survive
// config.resolved.json.
#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

#include "algorithms/catalog.h"
#include "config/catalog.h"
#include "config/problems.h"
#include "config/section.h"
#include "data/stage.h"
#include "metrics/catalog.h"
#include "oracles/catalog.h"
#include "rewards/catalog.h"
#include "tasks/catalog.h"
#include "worlds/catalog.h"

namespace dragoman {
namespace {

// Letters, digits, `-` and `_`, as a key or an option value can be typed without quotes.
bool is_plain(const std::string& name) {
  for (const char c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_') return false;
  }
  return !name.empty();
}

void expect_explained(const std::vector<config::Option>& options, const std::string& entry) {
  std::set<std::string> names;
  for (const config::Option& option : options) {
    EXPECT_TRUE(is_plain(option.name)) << entry << ": " << option.name;
    EXPECT_TRUE(names.insert(option.name).second) << entry << " has " << option.name << " twice";
    if (entry.find('.') == entry.npos) {
      EXPECT_NE(option.name, "name") << entry << ": a part's own name stands under this key";
    }
    EXPECT_FALSE(option.help.empty()) << entry << "." << option.name;
    EXPECT_FALSE(option.help.ends_with('.')) << entry << "." << option.name << " is no sentence";
    expect_explained(option.fields, entry + "." + option.name);
  }
}

template <class Row>
Json defaults_of(const Row& entry) {
  Json json = Json::object();
  config::Writer writer(json);
  entry.options()->write(writer);
  return json;
}

template <class Row>
void expect_round_trip(const Row& entry) {
  const Json json = defaults_of(entry);
  const config::Value section = config::from_json(json, "config.resolved.json");
  config::Problems problems;
  config::Reader reader(section, "", problems);
  const auto options = entry.options();
  options->read(reader);
  reader.finish();
  for (const std::string& sentence : problems.sentences()) {
    const bool unnamed = sentence.find(".name is \"\"") != sentence.npos;  // a part to be chosen
    if (!unnamed && !sentence.ends_with("is missing (config.resolved.json)"))
      ADD_FAILURE() << sentence;
  }
  Json again = Json::object();
  config::Writer writer(again);
  options->write(writer);
  EXPECT_EQ(again.dump(), json.dump()) << entry.name;
}

template <class Catalog>
void expect_laws(const Catalog& catalog) {
  std::set<std::string> names;
  EXPECT_FALSE(catalog.rows().empty()) << catalog.kind();
  for (const auto& entry : catalog.rows()) {
    const std::string sentence = entry.sentence;
    EXPECT_TRUE(is_plain(entry.name)) << entry.name;
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " is there twice";
    EXPECT_TRUE(sentence.ends_with('.')) << entry.name << ": " << sentence;
    expect_explained(entry.options()->describe(), entry.name);
    expect_round_trip(entry);
  }
}

TEST(Catalogues, KeepTheirLaws) {
  expect_laws(algorithms::catalog());
  expect_laws(data::catalog());
  expect_laws(metrics::catalog());
  expect_laws(oracles::catalog());
  expect_laws(rewards::catalog());
  expect_laws(tasks::catalog());
  expect_laws(worlds::catalog());
}

}  // namespace
}  // namespace dragoman
