// The check `reread`: the generator reads its own work again with everything that led to it in
// view: what it was asked, what it wrote, what was said of it (In2x, arXiv 2508.14472,
// "re-reading").
#include <fmt/core.h>

#include <array>

#include "synthesis/check.h"
#include "synthesis/prompts.h"
#include "synthesis/verdict.h"

namespace dragoman::synthesis {
namespace {

constexpr std::array kPoints = {Point{"correct", false, "incorrect"},
                                Point{"fits_culture", false, "foreign"},
                                Point{"native_style", false, "unnatural"}};

struct RereadConfig {
  int64_t votes = 1;
  std::string reread_template =
      "You wrote a task in {target_language} and an answer to it. Everything that happened on the "
      "way stands below. Read it again and say\n"
      "- correct: task and answer are right, and the answer does what the task asks for;\n"
      "- fits_culture: both fit where {target_language} is spoken;\n"
      "- native_style: both read as if somebody had written them who grew up with it.";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("votes", votes, "how often it is asked; half of the votes refuse", config::Range{1, 99});
    visit("reread_template", reread_template,
          "what the generator is told; {target_language}, {source} are filled in; the derivation "
          "and the form of the reply follow it");
  }

  void validate(config::Problems& problems) const {
    check_template(problems, "reread_template", reread_template, {});
  }
};

class Reread final : public Check {
 public:
  explicit Reread(const RereadConfig& config) : config_(config) {}

  bool looks_at(Moment moment) const override { return moment == Moment::kAnswer; }
  Judge judge() const override { return Judge::kGenerator; }
  int64_t votes() const override { return config_.votes; }

  std::string prompt(const Item& item) const override {
    std::string text = fill(config_.reread_template, item, "check.reread_template");
    for (const Step& step : item.steps) {
      if (step.failure != oracles::Failure::kNone) continue;
      text += fmt::format("\n\n<{0}_prompt>\n{1}\n</{0}_prompt>\n<{0}>\n{2}\n</{0}>", step.kind,
                          step.prompt, step.reply);
    }
    return text + "\n\n" + format_text(kPoints);
  }

  std::optional<Refusal> refusal(Item& item, Moment,
                                 std::span<const std::string> replies) override {
    return vote(item, "reread", replies, kPoints);
  }

 private:
  RereadConfig config_;
};

}  // namespace

CheckEntry reread() {
  return make_check<Reread, RereadConfig>(
      "reread", "The generator reads its work again with the whole derivation in view.");
}

}  // namespace dragoman::synthesis
