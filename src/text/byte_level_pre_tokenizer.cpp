// GPT-2's pre-tokenizer: contractions, words, numbers, other signs, each with the space before it;
// its pieces go to the model as bytes.
#include "text/pre_tokenizer.h"
#include "text/regex.h"

namespace dragoman::text {
namespace {

constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, bool use_regex, std::string_view where)
      : add_prefix_space_(add_prefix_space),
        use_regex_(use_regex),
        regex_(kGpt2Pattern, Regex::Syntax::kOniguruma, where) {}

  void split(std::string_view text, Pieces& pieces) const override {
    if (text.empty()) return;
    if (add_prefix_space_ && text.front() != ' ')
      text = pieces.owned.emplace_back(" " + std::string(text));
    if (!use_regex_) {
      pieces.views.push_back(text);
      return;
    }
    // Every character starts a match of the pattern, so matches cover the text without gaps.
    Regex::Match match;
    for (size_t position = 0; regex_.find(text, position, match); position = match.end)
      pieces.views.push_back(text.substr(match.begin, match.end - match.begin));
  }

  bool byte_level() const override { return true; }

 private:
  bool add_prefix_space_;
  bool use_regex_;
  Regex regex_;
};

}  // namespace

std::unique_ptr<PreTokenizer> make_byte_level(const JsonPlace& place) {
  return std::make_unique<ByteLevel>(place.flag("add_prefix_space"), place.flag("use_regex", true),
                                     place.where());
}

}  // namespace dragoman::text
