// The dictionaries of the recipe's world. A word that is no headword is looked for by what it has
// in common with one: inflected forms keep most of their stem.
#include <algorithm>
#include <map>
#include <tuple>

#include "text/overlap.h"
#include "tools/catalog.h"

namespace dragoman::tools {
namespace {

struct DictionaryConfig {
  int64_t max_entries = 3;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_entries", max_entries, "entries of an answer, the nearest first",
          config::at_least(1));
  }
};

class Dictionary final : public Tool {
 public:
  Dictionary(const DictionaryConfig& config, const ToolContext& context)
      : config_(config), world_(require_world(context, "dictionary")) {
    for (const worlds::Language& language : world_.languages())
      for (const worlds::DictionaryEntry& entry : world_.dictionary(language.code))
        lines_[language.code].push_back(line_of(entry));
  }

  std::string description() const override {
    return "Looks a word of either language up in the dictionary.";
  }
  Json parameters() const override { return one_text("word", "one word, in any of its forms"); }

  Result call(const Json& arguments, const data::Row& row) override {
    const std::u32string word = text::folded(arguments.at("word").get<std::string>());
    std::vector<std::pair<Likeness, const Line*>> found;
    for (const Line& line : lines_.at(invented_language_of(world_, row))) {
      Likeness best{};
      for (const std::u32string& form : line.forms) best = std::max(best, likeness(word, form));
      if (std::get<1>(best) > 0) found.emplace_back(best, &line);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (size_t i = 0; i < found.size() && i < static_cast<size_t>(config_.max_entries); ++i)
      text += (text.empty() ? "" : "\n") + found[i].second->text;
    return {text.empty() ? "no entry" : text};
  }

 private:
  struct Line {
    std::vector<std::u32string> forms;  // the headword and its translations, folded
    std::string text;
  };
  // Equal; in common in a stretch; in common at the beginning; the shorter form before the longer.
  using Likeness = std::tuple<bool, int64_t, int64_t, int64_t>;

  static Line line_of(const worlds::DictionaryEntry& entry) {
    Line line{{text::folded(entry.headword)}, entry.headword + " (" + entry.part_of_speech + "): "};
    for (size_t i = 0; i < entry.translations.size(); ++i) {
      line.forms.push_back(text::folded(entry.translations[i]));
      line.text += (i > 0 ? ", " : "") + entry.translations[i];
    }
    return line;
  }

  static Likeness likeness(const std::u32string& word, const std::u32string& form) {
    return {word == form, text::common_substring(word, form), text::common_prefix(word, form),
            -static_cast<int64_t>(form.size())};
  }

  DictionaryConfig config_;
  const worlds::World& world_;
  std::map<std::string, std::vector<Line>> lines_;  // by language
};

}  // namespace

Entry dictionary() {
  return make_entry<Dictionary, DictionaryConfig>(
      "dictionary", "The dictionary of the recipe's world; inflected forms find their word.");
}

}  // namespace dragoman::tools
