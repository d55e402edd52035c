#include "text/pre_tokenizer.h"

#include "text/builders.h"

namespace dragoman::text {
namespace {

// One after the other: each cuts the pieces of the one before.
class Sequence final : public PreTokenizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PreTokenizer>> parts) : parts_(std::move(parts)) {}

  void split(std::string_view text, Pieces& pieces) const override {
    std::vector<std::string_view> current{text};
    std::vector<std::string_view> result;
    for (const auto& part : parts_) {
      result.clear();
      pieces.views.swap(result);
      for (const std::string_view piece : current) part->split(piece, pieces);
      pieces.views.swap(result);
      current.swap(result);
    }
    pieces.views.insert(pieces.views.end(), current.begin(), current.end());
  }

  bool byte_level() const override { return !parts_.empty() && parts_.back()->byte_level(); }

 private:
  std::vector<std::unique_ptr<PreTokenizer>> parts_;
};

std::unique_ptr<PreTokenizer> make_sequence(const JsonPlace& place) {
  std::vector<std::unique_ptr<PreTokenizer>> parts;
  for (const JsonPlace& item : place.items("pretokenizers")) {
    if (!parts.empty() && parts.back()->byte_level())
      item.unsupported("a pre-tokenizer after ByteLevel");
    parts.push_back(make_pre_tokenizer(item));
  }
  return std::make_unique<Sequence>(std::move(parts));
}

constexpr Builder<PreTokenizer> kBuilders[] = {
    {"BertPreTokenizer", make_bert_split},
    {"ByteLevel", make_byte_level},
    {"CharDelimiterSplit", make_char_delimiter_split},
    {"Digits", make_digits},
    {"Metaspace", make_metaspace},
    {"Punctuation", make_punctuation},
    {"Sequence", make_sequence},
    {"Split", make_split},
    {"UnicodeScripts", make_unicode_scripts},
    {"Whitespace", make_whitespace},
    {"WhitespaceSplit", make_whitespace_split},
};

}  // namespace

std::unique_ptr<PreTokenizer> make_pre_tokenizer(const JsonPlace& place) {
  return build<PreTokenizer>(kBuilders, "pre-tokenizer", place);
}

}  // namespace dragoman::text
