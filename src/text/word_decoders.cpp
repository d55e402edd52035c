// Joins the parts of words: WordPiece by the prefix of what continues one, BPEDecoder by the suffix
// of what ends one.
#include <utility>

#include "base/error.h"
#include "text/decoder.h"
#include "text/replace_all.h"

namespace dragoman::text {
namespace {

// BERT's clean-up: no space before signs and English contractions, in this order.
constexpr std::pair<std::string_view, std::string_view> kCleanups[] = {
    {" .", "."},   {" ?", "?"},     {" !", "!"},     {" ,", ","},
    {" ' ", "'"},  {" n't", "n't"}, {" 'm", "'m"},   {" do not", " don't"},
    {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
};

class WordPieceDecoder final : public TokenDecoder {
 public:
  WordPieceDecoder(std::string prefix, bool cleanup)
      : prefix_(std::move(prefix)), cleanup_(cleanup) {}

  void apply(std::vector<std::string>& tokens) const override {
    for (size_t i = 0; i < tokens.size(); ++i) {
      std::string& token = tokens[i];
      if (i > 0 && token.starts_with(prefix_)) {
        token.erase(0, prefix_.size());
      } else if (i > 0) {
        token.insert(token.begin(), ' ');
      }
      if (!cleanup_) continue;
      for (const auto& [from, to] : kCleanups) token = replace_all(token, from, to);
    }
  }

 private:
  std::string prefix_;
  bool cleanup_;
};

class BpeDecoder final : public TokenDecoder {
 public:
  explicit BpeDecoder(std::string suffix) : suffix_(std::move(suffix)) {}

  void apply(std::vector<std::string>& tokens) const override {
    for (size_t i = 0; i < tokens.size(); ++i)
      tokens[i] = replace_all(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ");
  }

  std::optional<std::string> raw_bytes(std::string_view) const override {
    throw_input(
        "a tokenizer with a BPEDecoder writes a token by what follows it, so stop and "
        "structured_outputs cannot be used with it");
  }

 private:
  std::string suffix_;
};

}  // namespace

std::unique_ptr<TokenDecoder> make_word_piece_decoder(const JsonPlace& place) {
  return std::make_unique<WordPieceDecoder>(place.string("prefix"), place.flag("cleanup", true));
}

std::unique_ptr<TokenDecoder> make_bpe_decoder(const JsonPlace& place) {
  const std::string suffix = place.string("suffix");
  if (suffix.empty()) place.unsupported("an empty suffix");
  return std::make_unique<BpeDecoder>(suffix);
}

}  // namespace dragoman::text
