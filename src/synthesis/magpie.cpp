// The maker `magpie` (Xu et al. 2024, arXiv 2406.08464): a model that was trained to chat is shown
// its chat template up to where the user speaks, and what it goes on with is an instruction. No
// tasks are shown; a system prompt in the target language makes it speak that language. The answer
// is then asked for as usual, greedily. The paper's filters are the checks length, language and
// duplicate, and `dragoman grade` for quality and difficulty.
#include "base/error.h"
#include "synthesis/maker.h"
#include "synthesis/prompts.h"
#include "templates/chat_template.h"

namespace dragoman::synthesis {
namespace {

struct MagpieConfig {
  Path template_folder;
  std::string prefix;
  std::string system;
  std::string answer_template = "{instruction}";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("template_folder", template_folder,
          "the generator's folder, or another with its chat template");
    visit("prefix", prefix,
          "in its place: all that the generator reads before the user's words, special tokens and "
          "all");
    visit("system", system,
          "system prompt, in the target language; empty: none. Not with a prefix, which has its "
          "own");
    visit("answer_template", answer_template,
          "how it is asked for the answer; {instruction}, {target_language} are filled in");
  }

  void validate(config::Problems& problems) const {
    check_template(problems, "answer_template", answer_template, {"instruction"});
    if (template_folder.empty() == prefix.empty())
      problems.add("template_folder", "or prefix says where the user begins to speak: give one");
    if (!prefix.empty() && !system.empty())
      problems.add("system", "stands in the prefix where there is one");
  }
};

// What the template writes before the user's words.
std::string beginning_of(const MagpieConfig& config) {
  if (!config.prefix.empty()) return config.prefix;
  const std::string mark = "the user's words";
  std::vector<templates::Message> messages;
  if (!config.system.empty()) messages.push_back({"system", config.system});
  messages.push_back({"user", mark});
  const std::string text = templates::ChatTemplate::load(config.template_folder)
                               .render(messages, /*add_generation_prompt=*/false);
  const size_t begin = text.rfind(mark);
  if (begin == 0 || begin == text.npos)
    throw_input(
        "{}: its chat template writes nothing before the user's words, so nothing can be gone on "
        "with; give a prefix",
        config.template_folder.string());
  return text.substr(0, begin);
}

class Magpie final : public Maker {
 public:
  Magpie(const MagpieConfig& config, const MakerContext& context)
      : config_(config),
        target_language_(context.target_language),
        beginning_(beginning_of(config)) {}

  std::optional<Draft> draft(int64_t number) override {
    Draft made;
    made.item.maker = "magpie";
    made.item.target_language = target_language_;
    made.prompt = beginning_;
    made.sample = number;
    made.raw = true;
    return made;
  }

  std::string answer_prompt(const Item& item) const override {
    return fill(config_.answer_template, item, "synthesis.answer_template");
  }

 private:
  MagpieConfig config_;
  std::string target_language_;
  std::string beginning_;
};

}  // namespace

MakerEntry magpie() {
  return make_maker<Magpie, MagpieConfig>("magpie",
                                          "What a chat model says in the user's place (Magpie).");
}

}  // namespace dragoman::synthesis
