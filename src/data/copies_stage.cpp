// Lines that were copied instead of translated.
#include <algorithm>

#include "data/stage.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

// Names, numbers and short words are the same in many languages, so short rows may be copies.
struct CopiesConfig {
  int64_t min_words = 4;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("min_words", min_words, "shorter sources may equal their reference", config::at_least(0));
  }
};

class Copies final : public Stage {
 public:
  explicit Copies(CopiesConfig config) : config_(config) {}

  bool apply(Row& row) override {
    const std::string_view source = text::strip(row.source);
    if (static_cast<int64_t>(text::split_whitespace(source).size()) < config_.min_words)
      return true;
    return std::none_of(row.references.begin(), row.references.end(),
                        [&](const std::string& text) { return text::strip(text) == source; });
  }

 private:
  CopiesConfig config_;
};

}  // namespace

config::Entry<Stage> copies() {
  return config::make_entry<Stage, Copies, CopiesConfig>(
      "copies", "Drops rows whose reference is the source itself.");
}

}  // namespace dragoman::data
