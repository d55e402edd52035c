// S1: Latin letters, endings, the verb last.
#include <memory>
#include <utility>

#include "transducers/catalog.h"
#include "transducers/english_word.h"
#include "transducers/ruled.h"
#include "transducers/seed.h"

namespace dragoman::transducers {
namespace {

constexpr Alphabet kAlphabet{U"ptkbdgmnszhlrvwyjf", U"aeiou", U"nmrlstkp"};

// Case is shown as in English: a capital opens a sentence, and names have one.
class LatinSpeller final : public Speller {
 public:
  explicit LatinSpeller(Rng rng) : codec_(kAlphabet, false, 0, rng) {}

  std::string write(const Word& word, Place place) const override {
    Word bare = word;
    LetterCase shown = LetterCase::kSmall;
    if (bare.take(kCapitalsMark))
      shown = LetterCase::kCapitals;
    else if (place == Place::kOpening ? !bare.take(kSmallMark) : bare.take(kCapitalMark))
      shown = LetterCase::kCapital;
    return in_case(codec_.write(bare), shown);
  }

  std::optional<Word> read(std::string_view text, Place place) const override {
    auto word = codec_.read(lower_ascii(text));
    if (!word) return word;
    const LetterCase shown = case_of(text);
    if (shown == LetterCase::kCapitals)
      word->affixes.push_back(kCapitalsMark);
    else if (place == Place::kOpening && shown == LetterCase::kSmall)
      word->affixes.push_back(kSmallMark);
    else if (place != Place::kOpening && shown == LetterCase::kCapital)
      word->affixes.push_back(kCapitalMark);
    return word;
  }

  std::string write_other(const Token& token) const override { return std::string(token.text); }
  std::string read_other(const Token& token) const override { return std::string(token.text); }

  // Every word has two letters and more: a single one stands for itself.
  std::vector<Token> tokens(std::string_view line) const override {
    std::vector<Token> tokens = english_tokens(line);
    for (Token& token : tokens)
      if (token.kind == TokenKind::kWord && token.text.size() == 1) token.kind = TokenKind::kFixed;
    return tokens;
  }

  bool shares_letters() const override { return true; }

  std::string literal_mark() const override {
    return codec_.syllabary().spelled(SyllableKind::kAffix, kLiteral);
  }

 private:
  WordCodec codec_;
};

class S1 final : public RuledTransducer {
 public:
  explicit S1(const SeedConfig& config)
      : RuledTransducer({"s1", "x-s1", "Latn", VerbPlace::kLast},
                        std::make_unique<LatinSpeller>(config.stream("s1"))) {}
};

}  // namespace

Entry s1() {
  return config::make_entry<Transducer, S1, SeedConfig>(
      "s1", "Invented words in Latin letters, with endings; the verb stands last.");
}

}  // namespace dragoman::transducers
