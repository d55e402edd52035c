// Parts numbers from the rest, in runs or one by one.
#include "text/character_class.h"
#include "text/pre_tokenizer.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

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
