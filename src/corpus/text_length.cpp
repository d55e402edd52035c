#include "corpus/text_length.h"

#include "text/utf8.h"

namespace dragoman::corpus {

void LengthUnit::validate(config::Problems& problems) const {
  if ((unit == "tokens") == tokenizer.empty())
    problems.add("tokenizer", "goes with unit = \"tokens\", and only with it");
}

TextLength::TextLength(const LengthUnit& unit) : unit_(unit.unit) {
  if (unit_ == "tokens") tokenizer_ = text::Tokenizer::load(unit.tokenizer);
}

int64_t TextLength::of(std::string_view text) const {
  if (unit_ == "rows") return 1;
  if (unit_ == "characters") return text::count_code_points(text);
  return static_cast<int64_t>(tokenizer_->encode(text, false).size());
}

}  // namespace dragoman::corpus
