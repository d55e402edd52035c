// Machine translation that knows its world: exact, or with as many wrong words as one likes.
#include <algorithm>
#include <chrono>
#include <thread>

#include "base/error.h"
#include "text/utf8.h"
#include "tools/catalog.h"

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
    return "Translates a text into another language, " + config_.target + " if none is named.";
  }

  Json parameters() const override {
    Json schema = one_text("text", "what is translated");
    Json codes = Json::array();
    for (const worlds::Language& language : world_.languages()) codes.push_back(language.code);
    schema["properties"]["target"] = {{"type", "string"}, {"enum", codes}};
    return schema;
  }

  Result call(const Json& arguments, const data::Row& row) override {
    if (config_.latency > 0.0)
      std::this_thread::sleep_for(std::chrono::duration<double>(config_.latency));
    const auto text = arguments.at("text").get<std::string>();
    const std::string target = arguments.value("target", config_.target);
    Rng rng = rng_.derive("translate").derive(target).derive(text);
    const auto meaning = understand(text, row, target);
    const auto words = static_cast<double>(text::split_whitespace(text).size());
    const double cost = config_.cost_per_100_words * words / 100.0;
    if (!meaning) return {"this is no sentence that can be translated", true, cost};
    return {spoiled(world_.render(*meaning, target, rng), target, rng), false, cost};
  }

  int64_t workers() const override { return config_.latency > 0.0 ? kSleepers : 0; }

 private:
  // In the row's own language if it can be read so, else in any other than the target.
  std::optional<worlds::Meaning> understand(const std::string& text, const data::Row& row,
                                            const std::string& target) const {
    if (auto meaning = read(text, row.source_language, target)) return meaning;
    for (const worlds::Language& language : world_.languages())
      if (auto meaning = read(text, language.code, target)) return meaning;
    return std::nullopt;
  }

  std::optional<worlds::Meaning> read(const std::string& text, const std::string& language,
                                      const std::string& target) const {
    const auto& all = world_.languages();
    const bool known = std::any_of(
        all.begin(), all.end(), [&](const worlds::Language& one) { return one.code == language; });
    if (!known || language == target) return std::nullopt;
    return world_.parse(text, language);
  }

  std::string spoiled(const std::string& text, const std::string& target, Rng& rng) const {
    if (config_.word_error_rate == 0.0) return text;
    std::string all;
    for (const std::string_view word : text::split_whitespace(text)) {
      const bool wrong = rng.uniform() < config_.word_error_rate;
      all += (all.empty() ? "" : " ") + (wrong ? some_word(target, rng) : std::string(word));
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
