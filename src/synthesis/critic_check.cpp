// The check `critic`: another model reads task and answer and looks for contradictions, inventions
// and missing results (In2x, arXiv 2508.14472, quality control of synthetic data).
#include <array>

#include "synthesis/check.h"
#include "synthesis/prompts.h"
#include "synthesis/verdict.h"

namespace dragoman::synthesis {
namespace {

constexpr std::array kPoints = {Point{"contradiction", true, "contradiction"},
                                Point{"hallucination", true, "hallucination"},
                                Point{"no_result", true, "no_result"}};

struct CriticConfig {
  int64_t votes = 1;
  std::string critic_template =
      "You check training data: a task and an answer to it. Look for three defects.\n"
      "- contradiction: the task or the answer contradicts itself, or one the other.\n"
      "- hallucination: facts, sources, people or numbers are made up and passed off as real.\n"
      "- no_result: the answer evades, breaks off, or does not give what the task asks for.\n"
      "What is only plain or short is no defect.\n\n"
      "<instruction>\n{instruction}\n</instruction>\n\n<answer>\n{answer}\n</answer>";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("votes", votes,
          "how often it is asked; a defect is one that half of the votes see. Give its oracle a "
          "temperature (extra_body) then",
          config::Range{1, 99});
    visit("critic_template", critic_template,
          "what the critic is told; {instruction}, {answer}, {source}, {target_language} are "
          "filled in; the form of the reply follows it");
  }

  void validate(config::Problems& problems) const {
    check_template(problems, "critic_template", critic_template, {"instruction", "answer"});
  }
};

class Critic final : public Check {
 public:
  explicit Critic(const CriticConfig& config) : config_(config) {}

  bool looks_at(Moment moment) const override { return moment == Moment::kAnswer; }
  Judge judge() const override { return Judge::kCritic; }
  int64_t votes() const override { return config_.votes; }

  std::string prompt(const Item& item) const override {
    return fill(config_.critic_template, item, "check.critic_template") + "\n\n" +
           format_text(kPoints);
  }

  std::optional<Refusal> refusal(Item& item, Moment,
                                 std::span<const std::string> replies) override {
    return vote(item, "critic", replies, kPoints);
  }

 private:
  CriticConfig config_;
};

}  // namespace

CheckEntry critic() {
  return make_check<Critic, CriticConfig>(
      "critic", "Another model looks for contradictions, inventions and missing results.");
}

}  // namespace dragoman::synthesis
