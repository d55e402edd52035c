// The grammar books of the recipe's world: the sections that a question has most in common with.
#include <algorithm>
#include <charconv>
#include <map>

#include "text/overlap.h"
#include "tools/catalog.h"

namespace dragoman::tools {
namespace {

struct GrammarSearchConfig {
  int64_t max_sections = 1;
  int64_t max_examples = 2;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_sections", max_sections, "sections of an answer, the nearest first",
          config::at_least(1));
    visit("max_examples", max_examples, "examples of each that are shown", config::at_least(0));
  }
};

class GrammarSearch final : public Tool {
 public:
  GrammarSearch(const GrammarSearchConfig& config, const ToolContext& context)
      : config_(config), world_(require_world(context, "grammar_search")) {
    for (const worlds::Language& language : world_.languages()) {
      Book& book = books_[language.code];
      for (const worlds::Section& section : world_.book(language.code))
        book.push_back(chapter_of(section, book.size() + 1));
    }
  }

  std::string description() const override {
    return "Finds the section of the grammar book about a question, or the one of a number.";
  }
  Json parameters() const override {
    return one_text("query", "words to look for, or the number of a section");
  }

  Result call(const Json& arguments, const data::Row& row) override {
    const auto query = arguments.at("query").get<std::string>();
    const Book& book = books_.at(invented_language_of(world_, row));
    if (const Chapter* chapter = numbered(query, book)) return {chapter->text};
    std::vector<std::pair<double, const Chapter*>> found;
    for (const Chapter& chapter : book)
      if (const double score = likeness(query, chapter); score > 0.0)
        found.emplace_back(score, &chapter);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (size_t i = 0; i < found.size() && i < static_cast<size_t>(config_.max_sections); ++i)
      text += (text.empty() ? "" : "\n\n") + found[i].second->text;
    return {text.empty() ? "no section" : text};
  }

 private:
  struct Chapter {
    std::string text;                        // as it is shown
    std::u32string folded = {};              // title and paragraphs
    std::vector<std::u32string> words = {};  // of these and of the examples
  };
  using Book = std::vector<Chapter>;

  Chapter chapter_of(const worlds::Section& section, size_t number) const {
    Chapter chapter{std::to_string(number) + ". " + section.title};
    chapter.words = text::words_in(section.title + " " + section.text);
    chapter.folded = text::folded(section.title + "\n" + section.text);
    chapter.text += "\n" + section.text;
    for (size_t i = 0; i < section.examples.size(); ++i) {
      const worlds::Example& example = section.examples[i];
      if (i < static_cast<size_t>(config_.max_examples))
        chapter.text += "\n" + example.text + " = " + example.translation;
      for (auto& word : text::words_in(example.text)) chapter.words.push_back(std::move(word));
    }
    return chapter;
  }

  static const Chapter* numbered(const std::string& query, const Book& book) {
    size_t number = 0;
    const char* end = query.data() + query.size();
    const auto [stop, error] = std::from_chars(query.data(), end, number);
    const bool known = error == std::errc() && stop == end && number >= 1;
    return known && number <= book.size() ? &book[number - 1] : nullptr;
  }

  // How many of the query's words the chapter has; among equals, how long a stretch of it.
  static double likeness(const std::string& query, const Chapter& chapter) {
    double shared = 0.0;
    const std::vector<std::u32string> words = text::words_in(query);
    for (const std::u32string& word : words)
      if (std::find(chapter.words.begin(), chapter.words.end(), word) != chapter.words.end())
        shared += 1.0;
    const std::u32string text = text::folded(query);
    const auto stretch = static_cast<double>(text::common_substring(text, chapter.folded));
    if (shared == 0.0 && stretch < 4.0) return 0.0;
    return shared + stretch / (static_cast<double>(text.size()) + 1.0);
  }

  GrammarSearchConfig config_;
  const worlds::World& world_;
  std::map<std::string, Book> books_;  // by language
};

}  // namespace

Entry grammar_search() {
  return make_entry<GrammarSearch, GrammarSearchConfig>(
      "grammar_search", "Sections of the grammar book of the recipe's world.");
}

}  // namespace dragoman::tools
