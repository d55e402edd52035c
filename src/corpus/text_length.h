// How long texts are, in the unit that the user chose.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/fields.h"
#include "config/problems.h"
#include "text/tokenizer.h"

namespace dragoman::corpus {

struct LengthUnit {
  std::string unit = "characters";
  Path tokenizer;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("unit", unit, "what lengths and amounts are counted in",
          config::OneOf{{"characters", "tokens", "rows"}});
    visit("tokenizer", tokenizer, "with unit tokens: a tokenizer.json or a model's folder");
  }

  void validate(config::Problems& problems) const;
};

// Thread-safe.
class TextLength {
 public:
  explicit TextLength(const LengthUnit& unit);

  // Code points, tokens (without those that the model adds), or 1.
  int64_t of(std::string_view text) const;

 private:
  std::string unit_;
  std::optional<text::Tokenizer> tokenizer_;
};

}  // namespace dragoman::corpus
