// The maker `self_instruct`: the generator sees some tasks and writes another one (Wang et al.
// 2022, arXiv 2212.10560, section 2.2): six seeds of the rows and two that were accepted before,
// drawn anew for every draft. The check `duplicate` is that paper's ROUGE-L filter.
#include <fmt/core.h>

#include <algorithm>

#include "base/error.h"
#include "synthesis/maker.h"
#include "synthesis/prompts.h"

namespace dragoman::synthesis {
namespace {

struct SelfInstructConfig {
  int64_t seeds = 6;
  int64_t generated = 2;
  std::string draft_template =
      "Here are tasks that people set a helpful program. Write one more in {target_language}: of "
      "another kind and about something else.\n\n{examples}\n\nRules:\n{rules}";
  std::string answer_template = "{instruction}\n\nAnswer in {target_language}.";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("seeds", seeds, "examples from the rows in each prompt", config::at_least(1));
    visit("generated", generated,
          "further examples from what was accepted; rows as long as there are not enough",
          config::at_least(0));
    visit("draft_template", draft_template,
          "what the generator is told; {examples}, {target_language}, {rules} are filled in");
    visit("answer_template", answer_template,
          "how it is asked for the answer; {instruction}, {target_language} are filled in");
  }

  void validate(config::Problems& problems) const {
    check_template(problems, "draft_template", draft_template, {"examples"});
    check_template(problems, "answer_template", answer_template, {"instruction"});
  }
};

class SelfInstruct final : public Maker {
 public:
  SelfInstruct(const SelfInstructConfig& config, const MakerContext& context)
      : config_(config), context_(context) {
    const auto rows = static_cast<int64_t>(context.rows.size());
    if (rows < config.seeds + config.generated)
      throw_input("synthesis.maker: self_instruct shows {} tasks at a time, and there are {} rows",
                  config.seeds + config.generated, rows);
  }

  std::optional<Draft> draft(int64_t number) override {
    Draft made;
    made.item.maker = "self_instruct";
    made.item.target_language = context_.target_language;
    made.prompt = fill(config_.draft_template, made.item, "synthesis.draft_template",
                       examples(context_.rng.derive("examples", number)));
    return made;
  }

  std::string answer_prompt(const Item& item) const override {
    return fill(config_.answer_template, item, "synthesis.answer_template");
  }

  void accepted(const Item& item) override { pool_.push_back(item.instruction); }

 private:
  // In a random order, numbered.
  std::string examples(Rng rng) const {
    const auto generated = std::min(static_cast<size_t>(config_.generated), pool_.size());
    const auto seeds = static_cast<size_t>(config_.seeds + config_.generated) - generated;
    std::vector<std::string> shown;
    for (const size_t i : drawn(seeds, context_.rows.size(), rng))
      shown.push_back(context_.rows[i].source);
    for (const size_t i : drawn(generated, pool_.size(), rng)) shown.push_back(pool_[i]);
    rng.shuffle(shown);
    std::string text;
    for (size_t i = 0; i < shown.size(); ++i)
      text += fmt::format("{}{}. {}", i > 0 ? "\n\n" : "", i + 1, shown[i]);
    return text;
  }

  // Different numbers below `bound`, which is at least `count`.
  static std::vector<size_t> drawn(size_t count, size_t bound, Rng& rng) {
    std::vector<size_t> found;
    while (found.size() < count) {
      const auto candidate = static_cast<size_t>(rng.below(bound));
      if (std::find(found.begin(), found.end(), candidate) == found.end())
        found.push_back(candidate);
    }
    return found;
  }

  SelfInstructConfig config_;
  MakerContext context_;
  std::vector<std::string> pool_;  // instructions that were accepted
};

}  // namespace

MakerEntry self_instruct() {
  return make_maker<SelfInstruct, SelfInstructConfig>(
      "self_instruct", "New tasks after the pattern of given ones (Self-Instruct).");
}

}  // namespace dragoman::synthesis
