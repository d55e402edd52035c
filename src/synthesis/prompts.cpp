#include "synthesis/prompts.h"

#include <array>

#include "tasks/prompt_template.h"
#include "tasks/template_problems.h"
#include "text/language.h"

namespace dragoman::synthesis {
namespace {

constexpr std::array<std::string_view, 8> kPlaces = {"source", "source_answer",   "instruction",
                                                     "answer", "source_language", "target_language",
                                                     "rules",  "examples"};

}  // namespace

const char* const kRules =
    "- Write as somebody writes who grew up with the language, and in no other language.\n"
    "- The task takes several steps of thought; a question that one word or a look-up answers is "
    "too simple.\n"
    "- The task holds neither its answer nor a hint that gives it away.\n"
    "- Nothing in the task contradicts anything else in it, and all that an answer needs is "
    "there.\n"
    "- No facts, books, people or numbers are invented as if they were real.\n"
    "- Reply with the task alone: no heading, no remark, nothing before or after it.";

std::string fill(const std::string& text, const Item& item, const std::string& what,
                 const std::string& examples) {
  const std::string source_language = text::language_name(item.origin.source_language);
  const std::string target_language = text::language_name(item.target_language);
  return tasks::PromptTemplate(text, kPlaces, what)
      .fill({{"source", item.origin.source},
             {"source_answer", item.origin.answer},
             {"instruction", item.instruction},
             {"answer", item.answer},
             {"source_language", source_language},
             {"target_language", target_language},
             {"rules", kRules},
             {"examples", examples}});
}

void check_template(config::Problems& problems, const char* key, const std::string& text,
                    std::initializer_list<std::string_view> needed) {
  tasks::check_template(problems, key, text, kPlaces, needed);
}

}  // namespace dragoman::synthesis
