// S2: the letters of Ol Chiki, prefixes, the verb first, numbers in words and in base 12.
#include <algorithm>
#include <memory>

#include "text/utf8.h"
#include "transducers/catalog.h"
#include "transducers/numerals.h"
#include "transducers/ruled.h"
#include "transducers/seed.h"

namespace dragoman::transducers {
namespace {

// Ol Chiki (Unicode 15, section 13.10) has six vowels, each before its four consonants, no letter
// case, no marks that combine, and a few thousand pages on the web.
constexpr char32_t kFirstLetter = 0x1C5A;
constexpr char32_t kLastLetter = 0x1C77;
constexpr Alphabet kAlphabet{
    U"\u1C5B\u1C5C\u1C5D\u1C5E\u1C60\u1C61\u1C62\u1C63\u1C65\u1C66\u1C67\u1C68"
    U"\u1C6A\u1C6B\u1C6C\u1C6D\u1C6F\u1C70\u1C71\u1C72\u1C74\u1C75\u1C76\u1C77",
    U"\u1C5A\u1C5F\u1C64\u1C69\u1C6E\u1C73", U"\u1C5B\u1C5E\u1C62\u1C66\u1C71\u1C75"};

// Before a letter of this block that stood in the English: U+1C7B, a letter that only modifies.
constexpr char32_t kEscape = 0x1C7B;

bool is_letter(char32_t c) { return c >= kFirstLetter && c <= kLastLetter; }
bool needs_escape(char32_t c) { return is_letter(c) || c == kEscape; }

char32_t code_point_at(std::string_view text, size_t at) {
  return at < text.size() ? text::next_code_point(text, at) : U'\0';
}

class OlChikiSpeller final : public Speller {
 public:
  explicit OlChikiSpeller(Rng rng) : codec_(kAlphabet, true, kNumerals, rng) {}

  std::string write(const Word& word, Place place) const override {
    if (place != Place::kGlued || word.has(kCapitalMark) || word.has(kCapitalsMark))
      return codec_.write(word);
    Word marked = word;  // where a word begins inside of letters, a prefix shows it
    marked.affixes.push_back(kSmallMark);
    return codec_.write(marked);
  }

  std::optional<Word> read(std::string_view text, Place place) const override {
    auto word = codec_.read(text);
    if (word && place == Place::kGlued) word->take(kSmallMark);
    return word;
  }

  std::string write_other(const Token& token) const override {
    if (token.kind == TokenKind::kMark && needs_escape(code_point_at(token.text, 0)))
      return escape().append(token.text);
    const auto words = token.kind == TokenKind::kNumber ? numeral_words(token.text) : std::nullopt;
    if (!words) return std::string(token.text);
    std::string text;
    for (const uint8_t word : *words)
      text += codec_.syllabary().spelled(SyllableKind::kNumeral, word);
    return text;
  }

  std::string read_other(const Token& token) const override {
    if (token.kind == TokenKind::kMark && token.text.size() > escape().size() &&
        token.text.starts_with(escape()))
      return std::string(token.text.substr(escape().size()));
    if (token.kind != TokenKind::kNumber) return std::string(token.text);
    std::vector<Syllable> syllables;
    codec_.syllabary().read(token.text, syllables);
    std::vector<uint8_t> words;
    for (const Syllable& syllable : syllables)
      words.push_back(static_cast<uint8_t>(syllable.value));
    return number_of(words).value_or(std::string(token.text));
  }

  std::vector<Token> tokens(std::string_view line) const override {
    std::vector<Token> tokens;
    for (size_t at = 0; at < line.size();) {
      size_t end = at;
      while (is_letter(code_point_at(line, end))) text::next_code_point(line, end);
      if (end > at) {
        add_words(line.substr(at, end - at), tokens);
      } else {
        tokens.push_back(other_token(line, at));
        end = at + tokens.back().text.size();
      }
      at = end;
    }
    return tokens;
  }

  bool shares_letters() const override { return false; }

  std::string literal_mark() const override {
    return codec_.syllabary().spelled(SyllableKind::kAffix, kLiteral);
  }

 private:
  static std::string escape() { return text::to_utf8(std::u32string(1, kEscape)); }

  // English letters and digits stand for themselves here.
  static Token other_token(std::string_view line, size_t at) {
    size_t end = at;
    const char32_t c = text::next_code_point(line, end);
    if (c == kEscape && needs_escape(code_point_at(line, end))) text::next_code_point(line, end);
    if (c >= 0x80) return {TokenKind::kMark, line.substr(at, end - at)};
    if (const auto fixed = fixed_end(line, at))
      return {TokenKind::kFixed, line.substr(at, *fixed - at)};
    if (c == ' ' || (c >= '\t' && c <= '\r')) return {TokenKind::kSpace, line.substr(at, 1)};
    const bool alphanumeric = is_ascii_letter(line[at]) || is_ascii_digit(line[at]);
    return {alphanumeric ? TokenKind::kFixed : TokenKind::kMark, line.substr(at, 1)};
  }

  // Letters in a row: numbers, and words of prefixes and a stem.
  void add_words(std::string_view run, std::vector<Token>& tokens) const {
    std::vector<Syllable> syllables;
    if (!codec_.syllabary().read(run, syllables)) {
      tokens.push_back({TokenKind::kWord, run});
      return;
    }
    for (size_t i = 0; i < syllables.size();) {
      const size_t begin = syllables[i].begin;
      const bool number = syllables[i].kind == SyllableKind::kNumeral;
      i = number ? skip(syllables, i, SyllableKind::kNumeral) : word_end(syllables, i);
      tokens.push_back({number ? TokenKind::kNumber : TokenKind::kWord,
                        run.substr(begin, syllables[i - 1].end - begin)});
    }
  }

  static size_t skip(const std::vector<Syllable>& syllables, size_t i, SyllableKind kind) {
    while (i < syllables.size() && syllables[i].kind == kind) ++i;
    return i;
  }

  static size_t word_end(const std::vector<Syllable>& syllables, size_t i) {
    i = skip(syllables, skip(syllables, i, SyllableKind::kAffix), SyllableKind::kPair);
    return i < syllables.size() && syllables[i].kind == SyllableKind::kSingle ? i + 1 : i;
  }

  WordCodec codec_;
};

class S2 final : public RuledTransducer {
 public:
  explicit S2(const SeedConfig& config)
      : RuledTransducer({"s2", "x-s2", "Olck", VerbPlace::kFirst},
                        std::make_unique<OlChikiSpeller>(config.stream("s2"))) {}
};

}  // namespace

Entry s2() {
  return config::make_entry<Transducer, S2, SeedConfig>(
      "s2", "Ol Chiki letters, prefixes and numbers in base 12; the verb stands first.");
}

}  // namespace dragoman::transducers
