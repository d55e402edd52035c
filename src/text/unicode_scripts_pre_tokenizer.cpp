// Cuts where the script changes; kana count as Han, and the space has no script. The scripts are
// ICU's: a few signs had another one in the older table of `tokenizers`.
#include <unicode/uscript.h>

#include "text/character_class.h"
#include "text/pre_tokenizer.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr int kAny = -1;

int script_of(char32_t c) {
  if (c == 0x30FC) return USCRIPT_HAN;
  if (c == U' ') return kAny;
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &status);
  if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA) return USCRIPT_HAN;
  return script == USCRIPT_UNKNOWN || U_FAILURE(status) || !is_in_unicode(c, 9)
             ? kAny
             : static_cast<int>(script);
}

class UnicodeScripts final : public PreTokenizer {
 public:
  // Spaces before the first script are left out, as in `tokenizers`.
  void split(std::string_view text, Pieces& pieces) const override {
    size_t start = std::string_view::npos;
    int last = kAny - 1;  // before the first character, which always starts a piece
    for (size_t position = 0; position < text.size();) {
      const size_t begin = position;
      const int script = script_of(next_code_point(text, position));
      if (script == kAny) continue;
      if (script != last) {
        if (start != std::string_view::npos)
          pieces.views.push_back(text.substr(start, begin - start));
        start = begin;
      }
      last = script;
    }
    if (start < text.size()) pieces.views.push_back(text.substr(start));
  }
};

}  // namespace

std::unique_ptr<PreTokenizer> make_unicode_scripts(const JsonPlace&) {
  return std::make_unique<UnicodeScripts>();
}

}  // namespace dragoman::text
