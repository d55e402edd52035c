#include "text/sentences.h"

#include <unicode/brkiter.h>
#include <unicode/filteredbrk.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

icu::Locale locale_of(std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(std::string(language), status);
  return U_FAILURE(status) || locale.isBogus() ? icu::Locale::getRoot() : locale;
}

// ICU lists the abbreviations of a few languages; for the others its plain rules hold.
std::unique_ptr<icu::BreakIterator> make_iterator(std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = locale_of(language);
  std::unique_ptr<icu::BreakIterator> plain(
      icu::BreakIterator::createSentenceInstance(locale, status));
  if (U_FAILURE(status)) throw_failure("ICU can't split sentences: {}", u_errorName(status));
  const std::unique_ptr<icu::FilteredBreakIteratorBuilder> abbreviations(
      icu::FilteredBreakIteratorBuilder::createInstance(locale, status));
  if (U_FAILURE(status)) return plain;
  return std::unique_ptr<icu::BreakIterator>(
      abbreviations->wrapIteratorWithFilter(plain.release(), status));
}

}  // namespace

// The text goes in as UTF-16, which filtered iterators need; positions come back in its units.
std::vector<std::string_view> split_sentences(std::string_view text, std::string_view language) {
  const auto iterator = make_iterator(language);
  const auto wide = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  iterator->setText(wide);
  std::vector<std::string_view> sentences;
  size_t from = 0, at = 0;
  int32_t units = 0;
  for (int32_t end = iterator->next(); end != icu::BreakIterator::DONE; end = iterator->next()) {
    while (units < end && at < text.size()) units += next_code_point(text, at) > 0xFFFF ? 2 : 1;
    const std::string_view sentence = strip(text.substr(from, at - from));
    if (!sentence.empty()) sentences.push_back(sentence);
    from = at;
  }
  return sentences;
}

bool writes_spaces(std::string_view language) {
  constexpr std::array<std::string_view, 10> kWithout = {"Hans", "Hant", "Hani", "Jpan", "Hira",
                                                         "Thai", "Laoo", "Khmr", "Mymr", "Tibt"};
  icu::Locale locale = locale_of(language);
  UErrorCode status = U_ZERO_ERROR;
  locale.addLikelySubtags(status);
  return std::find(kWithout.begin(), kWithout.end(), std::string_view(locale.getScript())) ==
         kWithout.end();
}

}  // namespace dragoman::text
