#include "transducers/phrases.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "transducers/english_table.h"
#include "transducers/english_word.h"
#include "transducers/morphology.h"

namespace dragoman::transducers {
namespace {

constexpr size_t kMostClitics = 3;
static_assert(kClitics.size() <= kMaxClitics);

using Words = std::vector<std::optional<EnglishWord>>;

std::optional<Affix> clitic_of(const EnglishWord& word) {
  static const auto places = [] {
    std::unordered_map<std::string_view, Affix> by_text;
    for (size_t i = 0; i < kClitics.size(); ++i)
      by_text.emplace(kClitics[i].text, static_cast<Affix>(kFirstClitic + i));
    return by_text;
  }();
  const auto found = places.find(word.letters);
  if (found == places.end() || word.contraction) return std::nullopt;
  return found->second;
}

const CliticWord& clitic_word(Affix affix) { return kClitics[affix - kFirstClitic]; }

bool is_clitic(Affix affix) {
  return affix >= kFirstClitic && affix < kFirstClitic + kClitics.size();
}

bool opens_clause(const EnglishWord& word) {
  static const std::unordered_set<std::string_view> listed(kClauseOpeners.begin(),
                                                           kClauseOpeners.end());
  return listed.contains(word.letters);
}

bool has_kind(const Word& word, CliticKind kind) {
  return std::any_of(word.affixes.begin(), word.affixes.end(), [&](Affix affix) {
    return is_clitic(affix) && clitic_word(affix).kind == kind;
  });
}

// By an auxiliary, by its form or by the list; what follows an article or a preposition is a noun.
bool is_verb_phrase(const EnglishWord& host, const Word& word) {
  if (has_kind(word, CliticKind::kAuxiliary)) return true;
  if (has_kind(word, CliticKind::kDeterminer) || has_kind(word, CliticKind::kPreposition))
    return false;
  const auto own = clitic_of(host);
  if (own && clitic_word(*own).kind == CliticKind::kAuxiliary) return true;
  if (word.has(kPast) || word.has(kParticiple)) return true;
  const bool other_form = word.has(kLy) || word.has(kEr) || word.has(kNess) || word.has(kMent) ||
                          word.has(kFul) || word.has(kLess) || word.has(kIng);
  return !other_form && is_verb(word.stem);
}

class PhraseBuilder {
 public:
  PhraseBuilder(std::span<const Item> items, bool opens, bool grammar)
      : items_(items), opens_(opens), grammar_(grammar) {
    for (const Item& item : items) words_.push_back(english_word(item, grammar));
  }

  Sentence build() {
    Sentence sentence;
    sentence.small = opens_ && words_.front() && words_.front()->letter_case == LetterCase::kSmall;
    for (size_t i = 0; i < items_.size();) {
      const size_t host = host_of(i);
      const size_t first = host - std::min(host - i, kMostClitics);
      for (; i < first; ++i) sentence.phrases.push_back(phrase(i, i));
      sentence.phrases.push_back(phrase(first, host));
      i = host + 1;
    }
    return sentence;
  }

 private:
  // What deviates from the expected case must be said.
  std::optional<Affix> case_mark(size_t i) const {
    if (words_[i]->letter_case == LetterCase::kCapitals) return kCapitalsMark;
    if (words_[i]->letter_case == LetterCase::kCapital && !(i == 0 && opens_)) return kCapitalMark;
    return std::nullopt;
  }

  bool leans(size_t i) const {
    return grammar_ && words_[i] && clitic_of(*words_[i]) && !case_mark(i);
  }

  // The word that the function words from `i` on lean on; the last of them where no other follows.
  size_t host_of(size_t i) const {
    size_t host = i;
    while (host < items_.size() && leans(host)) ++host;
    return host > i && (host == items_.size() || !words_[host]) ? host - 1 : host;
  }

  Phrase phrase(size_t first, size_t host) const {
    if (!words_[host]) return {.word = {}, .item = &items_[host]};
    Phrase phrase{.word = stem_and_forms(*words_[host], grammar_), .item = nullptr};
    for (size_t i = host; i-- > first;) phrase.word->affixes.push_back(*clitic_of(*words_[i]));
    phrase.verb = grammar_ && is_verb_phrase(*words_[host], *phrase.word);
    phrase.opens_clause = opens_clause(*words_[first]);
    if (const auto mark = case_mark(host)) phrase.word->affixes.push_back(*mark);
    return phrase;
  }

  std::span<const Item> items_;
  bool opens_;
  bool grammar_;
  Words words_;
};

void move_verb(std::vector<Phrase>& phrases, size_t begin, size_t end, VerbPlace place) {
  const auto first = phrases.begin() + static_cast<long>(begin);
  const auto last = phrases.begin() + static_cast<long>(end);
  const auto verb = std::find_if(first, last, [](const Phrase& phrase) { return phrase.verb; });
  if (verb == last) return;
  const auto passed = place == VerbPlace::kLast ? last - verb - 1 : verb - first;
  if (passed == 0 || passed > kMaxMove) return;
  verb->word->affixes.push_back(static_cast<Affix>(kFirstMove + passed - 1));
  if (place == VerbPlace::kLast)
    std::rotate(verb, verb + 1, last);
  else
    std::rotate(first, verb, verb + 1);
}

// How far a verb came; 0 for what has not moved.
int take_move(Word& word) {
  const auto move = std::find_if(word.affixes.begin(), word.affixes.end(), [](Affix affix) {
    return affix >= kFirstMove && affix < kFirstMove + kMaxMove;
  });
  if (move == word.affixes.end()) return 0;
  const int passed = *move - kFirstMove + 1;
  word.affixes.erase(move);
  return passed;
}

}  // namespace

Sentence phrases_of(std::span<const Item> items, bool opens, bool grammar) {
  return PhraseBuilder(items, opens, grammar).build();
}

void move_verbs(std::vector<Phrase>& phrases, VerbPlace place) {
  size_t begin = 0;
  bool verb = false;
  for (size_t i = 0; i < phrases.size(); ++i) {
    if (verb && phrases[i].opens_clause) {
      move_verb(phrases, begin, i, place);
      begin = i;
      verb = false;
    }
    verb = verb || phrases[i].verb;
  }
  move_verb(phrases, begin, phrases.size(), place);
}

void restore_verbs(std::vector<Phrase>& phrases, VerbPlace place) {
  for (size_t i = 0; i < phrases.size();) {
    const auto passed = static_cast<size_t>(phrases[i].word ? take_move(*phrases[i].word) : 0);
    const auto verb = phrases.begin() + static_cast<long>(i);
    ++i;
    if (passed == 0) continue;
    if (place == VerbPlace::kLast && passed < i) {
      std::rotate(verb - static_cast<long>(passed), verb, verb + 1);
    } else if (place == VerbPlace::kFirst && passed <= phrases.size() - i) {
      std::rotate(verb, verb + 1, verb + static_cast<long>(passed) + 1);
      i += passed;
    }
  }
}

std::vector<std::string> words_of(const Phrase& phrase) {
  std::vector<std::string> words{spelled_in_english(*phrase.word)};
  for (const Affix affix : phrase.word->affixes)
    if (is_clitic(affix)) words.emplace_back(clitic_word(affix).text);
  std::ranges::reverse(words);
  return words;
}

}  // namespace dragoman::transducers
