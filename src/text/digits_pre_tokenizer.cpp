// Parts numbers from the rest, in runs or one by one.
#include <unicode/uchar.h>

#include "text/pre_tokenizer.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

// Rust's char::is_numeric: the general categories Nd, Nl and No.
bool is_numeric(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_ND_MASK | U_GC_NL_MASK | U_GC_NO_MASK)) !=
         0;
}

class Digits final : public PreTokenizer {
 public:
  explicit Digits(bool individual) : individual_(individual) {}

  void split(std::string_view text, Pieces& pieces) const override {
    size_t start = 0;
    bool in_number = false;
    for (size_t position = 0; position < text.size();) {
      const size_t before = position;
      const bool numeric = is_numeric(next_code_point(text, position));
      if (before > start && (numeric != in_number || (numeric && individual_))) {
        pieces.views.push_back(text.substr(start, before - start));
        start = before;
      }
      in_number = numeric;
    }
    if (start < text.size()) pieces.views.push_back(text.substr(start));
  }

 private:
  bool individual_;
};

}  // namespace

std::unique_ptr<PreTokenizer> make_digits(const JsonPlace& place) {
  return std::make_unique<Digits>(place.flag("individual_digits", false));
}

}  // namespace dragoman::text
