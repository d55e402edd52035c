#include "transducers/ruled.h"

#include <utility>

#include "text/utf8.h"
#include "transducers/english_word.h"

namespace dragoman::transducers {
namespace {

// Calls `write(line)` for each line and joins what it returns.
template <class Write>
std::string by_lines(std::string_view text, Write&& write) {
  std::string out;
  bool first = true;
  for (const std::string_view line : text::split(text, '\n')) {
    if (!std::exchange(first, false)) out += '\n';
    out += write(line);
  }
  return out;
}

// The gaps of a layout with the runs, already written, between them.
std::string with_gaps(const Layout& layout, const std::vector<std::string>& runs) {
  std::string line;
  for (size_t i = 0; i < runs.size(); ++i)
    line.append(layout.gaps[layout.runs[i].first]).append(runs[i]);
  return line.append(layout.gaps.back());
}

std::span<const Item> items_of(const Layout& layout, const Run& run) {
  return std::span(layout.items).subspan(run.first, run.end - run.first);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// Letters or digits right before this token, in the same item.
Place place_in(const Item& item, size_t token) {
  if (token == 0) return Place::kInside;
  const TokenKind before = item.tokens[token - 1].kind;
  return before == TokenKind::kWord || before == TokenKind::kNumber ? Place::kGlued
                                                                    : Place::kInside;
}

}  // namespace

RuledTransducer::RuledTransducer(RuledLanguage language, std::unique_ptr<const Speller> speller)
    : language_(std::move(language)), speller_(std::move(speller)) {}

std::string RuledTransducer::encode(std::string_view text, Coverage* coverage) const {
  text::require_utf8(text, "a text to encode");
  Coverage unused;
  return by_lines(text, [&](std::string_view line) {
    return encode_line(line, coverage != nullptr ? *coverage : unused);
  });
}

std::string RuledTransducer::decode(std::string_view text) const {
  text::require_utf8(text, "a text to decode");
  return by_lines(text, [&](std::string_view line) { return decode_line(line); });
}

std::string RuledTransducer::encode_line(std::string_view line, Coverage& coverage) const {
  for (const Effort effort : {Effort::kGrammar, Effort::kTested, Effort::kPlain}) {
    Coverage counted;
    std::string encoded = encode_line(line, effort, counted);
    if (decode_line(encoded) != line) continue;
    coverage.runs += counted.runs;
    coverage.plain_runs += counted.plain_runs;
    return encoded;
  }
  ++coverage.literal_lines;
  return speller_->literal_mark().append(" ").append(line);
}

std::string RuledTransducer::encode_line(std::string_view line, Effort effort,
                                         Coverage& coverage) const {
  const Layout layout = lay_out(line, english_tokens(line), true);
  std::vector<std::string> runs;
  for (const Run& run : layout.runs) {
    const auto items = items_of(layout, run);
    bool grammar = effort != Effort::kPlain;
    std::string encoded = encode_run(items, run.opens, grammar);
    if (effort == Effort::kTested && !comes_back(items, run.opens, encoded)) {
      grammar = false;
      encoded = encode_run(items, run.opens, grammar);
    }
    ++coverage.runs;
    if (!grammar) ++coverage.plain_runs;
    runs.push_back(std::move(encoded));
  }
  return with_gaps(layout, runs);
}

std::string RuledTransducer::encode_run(std::span<const Item> items, bool opens,
                                        bool grammar) const {
  Sentence sentence = phrases_of(items, opens, grammar);
  if (grammar) move_verbs(sentence.phrases, language_.verb_place);
  if (sentence.small && sentence.phrases.front().word)
    sentence.phrases.front().word->affixes.push_back(kSmallMark);
  std::vector<std::string> words;
  for (const Phrase& phrase : sentence.phrases) {
    const Place place = opens && words.empty() ? Place::kOpening : Place::kInside;
    words.push_back(phrase.word ? speller_->write(*phrase.word, place) : encode_item(*phrase.item));
  }
  return joined(words);
}

std::string RuledTransducer::encode_item(const Item& item) const {
  std::string text;
  for (size_t i = 0; i < item.tokens.size(); ++i) {
    const Token& token = item.tokens[i];
    if (item.fixed && token.kind != TokenKind::kMark) {
      text += token.text;
      continue;
    }
    if (token.kind != TokenKind::kWord) {
      text += speller_->write_other(token);
      continue;
    }
    Word word{lower_ascii(token.text), {}};
    const LetterCase letter_case = case_of(token.text);
    if (letter_case == LetterCase::kCapital) word.affixes.push_back(kCapitalMark);
    if (letter_case == LetterCase::kCapitals) word.affixes.push_back(kCapitalsMark);
    text += speller_->write(word, place_in(item, i));
  }
  return text;
}

Layout RuledTransducer::surface(std::string_view line) const {
  return lay_out(line, speller_->tokens(line), speller_->shares_letters());
}

bool RuledTransducer::comes_back(std::span<const Item> items, bool opens,
                                 std::string_view encoded) const {
  const Layout layout = surface(encoded);
  if (layout.runs.size() != 1) return false;
  std::vector<std::string> source;
  for (const Item& item : items) source.emplace_back(item.text());
  return decode_run(layout.items, opens) == joined(source);
}

std::string RuledTransducer::decode_line(std::string_view line) const {
  const std::string literal = speller_->literal_mark() + " ";
  if (line.starts_with(literal)) return std::string(line.substr(literal.size()));
  const Layout layout = surface(line);
  std::vector<std::string> runs;
  for (const Run& run : layout.runs) runs.push_back(decode_run(items_of(layout, run), run.opens));
  return with_gaps(layout, runs);
}

std::string RuledTransducer::decode_run(std::span<const Item> items, bool opens) const {
  std::vector<Phrase> phrases;
  for (const Item& item : items) {
    Phrase phrase{.word = {}, .item = &item};
    if (!item.fixed && item.tokens.size() == 1 && item.tokens[0].kind == TokenKind::kWord)
      phrase.word =
          speller_->read(item.text(), opens && phrases.empty() ? Place::kOpening : Place::kInside);
    phrases.push_back(std::move(phrase));
  }
  const bool small = opens && phrases.front().word && phrases.front().word->take(kSmallMark);
  restore_verbs(phrases, language_.verb_place);
  std::vector<std::string> words;
  for (const Phrase& phrase : phrases) {
    if (!phrase.word) {
      words.push_back(decode_item(*phrase.item));
      continue;
    }
    const bool first = words.empty();
    for (std::string& word : words_of(phrase)) words.push_back(std::move(word));
    if (first && opens && !small)
      words.front() = in_case(std::move(words.front()), LetterCase::kCapital);
  }
  return joined(words);
}

std::string RuledTransducer::decode_item(const Item& item) const {
  if (item.fixed) return std::string(item.text());
  std::string text;
  for (size_t i = 0; i < item.tokens.size(); ++i) {
    const Token& token = item.tokens[i];
    if (token.kind != TokenKind::kWord) {
      text += speller_->read_other(token);
    } else {
      const auto word = speller_->read(token.text, place_in(item, i));
      text += word ? spelled_in_english(*word) : std::string(token.text);
    }
  }
  return text;
}

double RuledTransducer::recognized(std::string_view text) const {
  int64_t words = 0, known = 0;
  for (const std::string_view line : text::split(text, '\n'))
    for (const Token& token : speller_->tokens(line)) {
      if (token.kind != TokenKind::kWord) continue;
      ++words;
      if (speller_->read(token.text, Place::kInside)) ++known;
    }
  return words == 0 ? 0 : static_cast<double>(known) / static_cast<double>(words);
}

}  // namespace dragoman::transducers
