// Terms from a file and how they are to be translated.
#include <algorithm>

#include "base/error.h"
#include "base/line_reader.h"
#include "text/overlap.h"
#include "text/utf8.h"
#include "tools/catalog.h"

namespace dragoman::tools {
namespace {

struct GlossaryConfig {
  Path path;
  int64_t max_entries = 10;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("path", path, "lines of term, tab, translation; what follows is a note",
          config::Required{});
    visit("max_entries", max_entries, "terms of an answer, the longest first", config::at_least(1));
  }
};

class Glossary final : public Tool {
 public:
  explicit Glossary(const GlossaryConfig& config) : config_(config) {
    LineReader reader(config_.path);
    for (std::string line; reader.next(line);) {
      if (text::strip(line).empty()) continue;
      text::require_utf8(line, reader.where());
      const auto columns = text::split(line, '\t');
      if (columns.size() < 2 || text::strip(columns[0]).empty())
        throw_input("{}: a glossary's line is a term, a tab and its translation", reader.where());
      std::string shown(columns[0]);
      for (size_t i = 1; i < columns.size(); ++i)
        shown += (i == 1 ? " = " : "; ") + std::string(columns[i]);
      terms_.push_back({padded(columns[0]), std::move(shown)});
    }
    std::stable_sort(terms_.begin(), terms_.end(), [](const Term& a, const Term& b) {
      return a.padded.size() > b.padded.size();
    });
  }

  std::string description() const override {
    return "Gives the glossary's terms that a text holds, with their translations.";
  }
  Json parameters() const override { return one_text("text", "a term, or text with terms"); }

  Result call(const Json& arguments, const data::Row&) override {
    const std::u32string text = padded(arguments.at("text").get<std::string>());
    std::string found;
    int64_t entries = 0;
    for (const Term& term : terms_) {
      if (text.find(term.padded) == text.npos || entries == config_.max_entries) continue;
      found += (entries++ > 0 ? "\n" : "") + term.shown;
    }
    return {entries > 0 ? found : "no term"};
  }

 private:
  struct Term {
    std::u32string padded;
    std::string shown;
  };

  // The words with a blank on either side, so that terms are found as whole words.
  static std::u32string padded(std::string_view text) {
    std::u32string all = U" ";
    for (const std::u32string& word : text::words_in(text)) all += word + U" ";
    return all;
  }

  GlossaryConfig config_;
  std::vector<Term> terms_;
};

}  // namespace

Entry glossary() {
  return make_entry<Glossary, GlossaryConfig>(
      "glossary", "Terms from a file that a text holds, with their translations.");
}

}  // namespace dragoman::tools
