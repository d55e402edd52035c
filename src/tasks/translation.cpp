// The plain task: here is a sentence, say it in the other language; or a question, and its answer.
#include <array>

#include "config/problems.h"
#include "tasks/catalog.h"
#include "tasks/extraction.h"
#include "tasks/prompt_template.h"
#include "text/language.h"

namespace dragoman::tasks {
namespace {

constexpr std::array<std::string_view, 6> kPlaces = {
    "source", "source_language", "target_language", "source_code", "target_code", "domain"};

struct TranslationConfig {
  std::string prompt_template = "{source}";
  std::string system_template;
  std::string extraction = "none";
  std::string tag = "translation";
  std::map<std::string, std::string> language_names;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("prompt_template", prompt_template,
          "what the user says; {source}, {source_language}, {target_language}, {source_code}, "
          "{target_code} and {domain} are filled in, {{ and }} are single braces");
    visit("system_template", system_template, "what the system says, likewise; empty: nothing");
    visit("extraction", extraction,
          "the translation (of questions, the answer) is the whole reply, or its last line, "
          "\\boxed{…} or <tag>",
          config::OneOf{{"none", "last_line", "boxed", "tag"}});
    visit("tag", tag, "name of the tag, for extraction = \"tag\"");
    visit("language_names", language_names,
          "language code -> name, for other names than the English ones");
  }

  void validate(config::Problems& problems) const {
    check(problems, "prompt_template", prompt_template);
    check(problems, "system_template", system_template);
    if (!PromptTemplate(prompt_template, kPlaces, "prompt_template").uses("source"))
      problems.add("prompt_template", "has no {source}");
    if (tag.empty() || tag.find_first_of("<> /") != tag.npos)
      problems.add("tag", "must be a name, without < > / and blanks");
  }

 private:
  static void check(config::Problems& problems, const char* key, const std::string& text) {
    const std::string unknown = PromptTemplate::first_unknown(text, kPlaces);
    if (!unknown.empty())
      problems.add(key, "has {" + unknown + "}; " + suggestion(unknown, kPlaces));
  }
};

class Translation final : public Task {
 public:
  explicit Translation(TranslationConfig config)
      : config_(std::move(config)),
        prompt_(config_.prompt_template, kPlaces, "prompt_template"),
        system_(config_.system_template, kPlaces, "system_template") {}

  std::vector<Message> ask(const data::Row& row) const override;
  std::string answer(const data::Row& row, std::string_view reference) const override;
  std::string extract(const data::Row& row, std::string_view reply) const override;

 private:
  std::string language_name(const data::Row& row, const std::string& code) const;

  TranslationConfig config_;
  PromptTemplate prompt_;
  PromptTemplate system_;
};

std::vector<Message> Translation::ask(const data::Row& row) const {
  const std::string source_language = language_name(row, row.source_language);
  const std::string target_language = language_name(row, row.target_language);
  const std::map<std::string_view, std::string_view> values = {{"source", row.source},
                                                               {"source_language", source_language},
                                                               {"target_language", target_language},
                                                               {"source_code", row.source_language},
                                                               {"target_code", row.target_language},
                                                               {"domain", row.domain}};
  std::vector<Message> messages;
  if (!config_.system_template.empty()) messages.push_back({"system", system_.fill(values)});
  messages.push_back({"user", prompt_.fill(values)});
  return messages;
}

// The recipe's name, the data's own ("name:CODE" among the metadata), or the English one.
std::string Translation::language_name(const data::Row& row, const std::string& code) const {
  const auto given = config_.language_names.find(code);
  if (given != config_.language_names.end()) return given->second;
  const auto own = row.metadata.find("name:" + code);
  return own != row.metadata.end() ? own->second : text::language_name(code);
}

std::string Translation::answer(const data::Row&, std::string_view reference) const {
  const std::string text(trimmed(reference));
  if (config_.extraction == "boxed") return "\\boxed{" + text + "}";
  if (config_.extraction == "tag") return "<" + config_.tag + ">" + text + "</" + config_.tag + ">";
  return text;
}

std::string Translation::extract(const data::Row&, std::string_view reply) const {
  if (config_.extraction == "last_line") return extract_last_line(reply);
  if (config_.extraction == "boxed") return extract_boxed(reply);
  if (config_.extraction == "tag") return extract_tagged(reply, config_.tag);
  return std::string(trimmed(reply));
}

}  // namespace

Entry translation() {
  return config::make_entry<Task, Translation, TranslationConfig>(
      "translation",
      "Translates the source; prompt, language names and answer format are options.");
}

}  // namespace dragoman::tasks
