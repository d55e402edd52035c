// How a language model is asked to mend a draft, to translate, or to do what a prompt says.
#pragma once

#include <string>
#include <vector>

#include "config/problems.h"
#include "oracles/oracle.h"
#include "tasks/prompt_template.h"
#include "templates/chat_template.h"

namespace dragoman::oracles {

struct PromptConfig {
  std::string refine_system_template =
      "You are a post-editor of translations from {source_language} into {target_language}. You "
      "get a source text and a draft of its translation. Mend what is wrong in the draft: meaning, "
      "omissions, terms, names, grammar, register. Keep every word that is right, and its place "
      "where the place will do. Give a good draft back as it is. Answer with the final text alone: "
      "no remark, no quotation marks, nothing before or after it.";
  std::string refine_template =
      "Source ({source_language}):\n{source}\n\nDraft ({target_language}):\n{draft}";
  std::string translate_system_template =
      "You translate from {source_language} into {target_language}. Answer with the translation "
      "alone: no remark, no quotation marks, nothing before or after it.";
  std::string translate_template = "{source}";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("refine_system_template", refine_system_template,
          "what the system says when a draft is to be mended; empty: nothing");
    visit("refine_template", refine_template,
          "what the user says; {source}, {draft}, {source_language}, {target_language}, "
          "{source_code}, {target_code} are filled in, {{ and }} are single braces");
    visit("translate_system_template", translate_system_template,
          "what the system says when a source is to be translated");
    visit("translate_template", translate_template, "what the user says; without a {draft}");
  }
  void validate(config::Problems& problems) const;
};

// A row whose metadata has this key is no message: of kComplete the model goes on with its source
// as it stands, special tokens and all, without a chat template, and draws.
inline constexpr const char* kRaw = "raw";
bool is_raw(const Question& question);

// The data's own name of a language ("name:CODE" among the metadata), or the English one.
std::string language_name(const data::Row& row, const std::string& code);

// Immutable.
class Prompts {
 public:
  explicit Prompts(const PromptConfig& config);

  std::vector<templates::Message> messages(const Question& question) const;
  // All of the templates that decide how it is asked; "" of kComplete, which needs none.
  std::string text(Ask ask) const { return ask == Ask::kComplete ? "" : of(ask).text; }

 private:
  struct Pair {
    tasks::PromptTemplate system;
    tasks::PromptTemplate user;
    std::string text;
  };
  const Pair& of(Ask ask) const { return ask == Ask::kTranslate ? translate_ : refine_; }

  Pair refine_;
  Pair translate_;
};

}  // namespace dragoman::oracles
