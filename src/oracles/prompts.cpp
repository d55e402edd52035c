#include "oracles/prompts.h"

#include <array>

#include "base/nearest.h"
#include "text/language.h"

namespace dragoman::oracles {
namespace {

constexpr std::array<std::string_view, 6> kPlaces = {
    "source", "draft", "source_language", "target_language", "source_code", "target_code"};

void check(config::Problems& problems, const char* key, const std::string& text) {
  const std::string unknown = tasks::PromptTemplate::first_unknown(text, kPlaces);
  if (!unknown.empty()) problems.add(key, "has {" + unknown + "}; " + suggestion(unknown, kPlaces));
}

tasks::PromptTemplate parsed(const std::string& text, const char* key) {
  return {text, kPlaces, key};
}

}  // namespace

std::string language_name(const data::Row& row, const std::string& code) {
  const auto own = row.metadata.find("name:" + code);
  return own != row.metadata.end() ? own->second : text::language_name(code);
}

void PromptConfig::validate(config::Problems& problems) const {
  check(problems, "refine_system_template", refine_system_template);
  check(problems, "refine_template", refine_template);
  check(problems, "translate_system_template", translate_system_template);
  check(problems, "translate_template", translate_template);
  if (!parsed(refine_template, "refine_template").uses("draft"))
    problems.add("refine_template", "has no {draft}");
  if (!parsed(translate_template, "translate_template").uses("source"))
    problems.add("translate_template", "has no {source}");
}

bool is_raw(const Question& question) {
  return question.ask == Ask::kComplete && question.row->metadata.contains(kRaw);
}

Prompts::Prompts(const PromptConfig& config)
    : refine_{parsed(config.refine_system_template, "refine_system_template"),
              parsed(config.refine_template, "refine_template"),
              config.refine_system_template + "\n" + config.refine_template},
      translate_{parsed(config.translate_system_template, "translate_system_template"),
                 parsed(config.translate_template, "translate_template"),
                 config.translate_system_template + "\n" + config.translate_template} {}

std::vector<templates::Message> Prompts::messages(const Question& question) const {
  const data::Row& row = *question.row;
  if (question.ask == Ask::kComplete) return {{"user", row.source}};
  const std::string source_language = language_name(row, row.source_language);
  const std::string target_language = language_name(row, row.target_language);
  const std::map<std::string_view, std::string_view> values = {
      {"source", row.source},
      {"draft", question.draft},
      {"source_language", source_language},
      {"target_language", target_language},
      {"source_code", row.source_language},
      {"target_code", row.target_language}};
  const Pair& pair = of(question.ask);
  std::vector<templates::Message> found;
  if (std::string system = pair.system.fill(values); !system.empty())
    found.push_back({"system", std::move(system)});
  found.push_back({"user", pair.user.fill(values)});
  return found;
}

}  // namespace dragoman::oracles
