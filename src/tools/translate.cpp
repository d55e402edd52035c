// Machine translation that knows its world: exact, or with as many wrong words as one likes.
#include <algorithm>
#include <chrono>
#include <optional>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "text/utf8.h"
#include "tools/catalog.h"
#include "worlds/question.h"

namespace dragoman::tools {
namespace {

constexpr int64_t kSleepers = 256;

struct TranslateConfig {
  std::string target;
  double word_error_rate = 0.0;
  double cost_per_100_words = 0.0;
  double latency = 0.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("target", target,
          "language that is translated into where a call names none; empty: the world's first");
    visit("word_error_rate", word_error_rate, "share of the words that are another word instead",
          config::Range{0.0, 1.0});
    visit("cost_per_100_words", cost_per_100_words, "of the text, besides the cost of the call",
          config::at_least(0.0));
    visit("latency", latency, "seconds that a call takes", config::at_least(0.0));
  }
};

class Translate final : public Tool {
 public:
  Translate(const TranslateConfig& config, const ToolContext& context)
      : config_(config), world_(require_world(context, "translate")), rng_(context.rng) {
    if (config_.target.empty()) config_.target = world_.languages().front().code;
    worlds::language_of(world_, config_.target);
  }

  std::string description() const override {
    return "Translates a text into another language, " + config_.target +
           " if none is named; without a text, what was asked.";
  }

  Json parameters() const override {
    Json schema = one_text("text", "what is translated");
    schema.erase("required");
    Json codes = Json::array();
    for (const worlds::Language& language : world_.languages()) codes.push_back(language.code);
    schema["properties"]["target"] = {{"type", "string"}, {"enum", codes}};
    return schema;
  }

  Result call(const Json& arguments, const data::Row& row) override {
    if (config_.latency > 0.0)
      std::this_thread::sleep_for(std::chrono::duration<double>(config_.latency));
    const std::string text = arguments.value("text", row.source);
    const std::string target = arguments.value("target", config_.target);
    Rng rng = rng_.derive("translate").derive(target).derive(text);
    const auto said = translation(text, row, target, rng);
    const auto words = static_cast<double>(text::split_whitespace(text).size());
    const double cost = config_.cost_per_100_words * words / 100.0;
    if (!said) return {"this is no sentence that can be translated", true, cost};
    return {spoiled(*said, target, rng), false, cost};
  }

  int64_t workers() const override { return config_.latency > 0.0 ? kSleepers : 0; }

 private:
  // Of a text in the row's own language if it can be read so, else in any other, the target last: a
  // text that is in the target language already stays in it.
  std::optional<std::string> translation(const std::string& text, const data::Row& row,
                                         const std::string& target, Rng& rng) const {
    std::vector<std::string> codes = {row.source_language};
    for (const worlds::Language& language : world_.languages()) codes.push_back(language.code);
    for (const std::string& code : codes)
      if (is_known(code) && code != target)
        if (auto said = worlds::translated(world_, text, code, target, rng)) return said;
    return worlds::translated(world_, text, target, target, rng);
  }

  bool is_known(const std::string& code) const {
    const auto& all = world_.languages();
    return std::any_of(all.begin(), all.end(),
                       [&](const worlds::Language& one) { return one.code == code; });
  }

  // Line by line; the letters of options are no words.
  std::string spoiled(const std::string& text, const std::string& target, Rng& rng) const {
    if (config_.word_error_rate == 0.0) return text;
    std::string all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (!all.empty()) all += '\n';
      std::string separator;
      for (const std::string_view word : text::split_whitespace(line)) {
        const bool letter = word.size() == 2 && word[1] == ')';
        const bool wrong = !letter && rng.uniform() < config_.word_error_rate;
        all += separator + (wrong ? some_word(target, rng) : std::string(word));
        separator = " ";
      }
    }
    return all;
  }

  std::string some_word(const std::string& target, Rng& rng) const {
    const std::string other = world_.render(world_.sample(rng), target, rng);
    const auto words = text::split_whitespace(other);
    return std::string(words[rng.below(words.size())]);
  }

  TranslateConfig config_;
  const worlds::World& world_;
  Rng rng_;
};

}  // namespace

Entry translate() {
  return make_entry<Translate, TranslateConfig>(
      "translate", "Exact translation between the languages of the recipe's world.");
}

}  // namespace dragoman::tools
