#include "worlds/daughter.h"

#include <algorithm>

#include "base/error.h"
#include "worlds/vocabulary.h"

namespace dragoman::worlds {
namespace {

constexpr int kMostAttempts = 4000;

WordClass class_of(Category category) {
  if (is_verb(category)) return WordClass::kVerb;
  const bool nominal =
      category == Category::kNoun || category == Category::kName || category == Category::kPronoun;
  return nominal ? WordClass::kNoun : WordClass::kInvariant;
}

bool is_sound_root(std::string_view phonemes) {
  return phonemes.size() >= 2 && std::any_of(phonemes.begin(), phonemes.end(), is_vowel_phoneme);
}

}  // namespace

Daughter::Daughter(const Kinship& kinship, const DaughterConfig& config,
                   const std::vector<ConceptId>& vocabulary)
    : kinship_(kinship),
      config_(config),
      layout_(layout_of(config.typology)),
      nouns_(noun_paradigm(config.typology)),
      verbs_(verb_paradigm(config.typology)),
      base_(std::stoi(config.typology.numeral_base)),
      by_concept_(concepts().size()) {
  draw_affixes(nouns_, "noun:");
  draw_affixes(verbs_, "verb:");
  add_marks(nouns_, WordClass::kNounMark);
  add_marks(verbs_, WordClass::kVerbMark);
  add_functions();
  add_numerals();
  std::vector<ConceptId> ids = vocabulary;
  std::sort(ids.begin(), ids.end());
  for (const ConceptId id : ids) add_concept(id);
  add_how_many();
}

// Voicing is lost and leaves tone on the next vowel: high after voiceless consonants, low after
// voiced ones (as in Vietnamese; Haudricourt 1954).
std::string Daughter::with_tone(const std::string& phonemes) const {
  if (config_.typology.tone == "no") return phonemes;
  constexpr std::string_view voiced = "bdgvz", voiceless = "ptkfs";
  std::string toned;
  char tone = 0;
  for (const char phoneme : phonemes) {
    const size_t which = voiced.find(phoneme);
    toned += which == voiced.npos ? phoneme : voiceless[which];
    if (is_vowel_phoneme(phoneme)) {
      if (tone != 0) toned += tone;
      tone = 0;
    } else {
      tone = which != voiced.npos                        ? kLowTone
             : voiceless.find(phoneme) != voiceless.npos ? kHighTone
                                                         : '\0';
    }
  }
  return toned;
}

std::string Daughter::draw_affix(const std::string& name, int attempt) const {
  return with_tone(kinship_.affix(config_.index, name, attempt));
}

// All affixes of a paradigm differ, and so do all its shapes.
void Daughter::draw_affixes(Paradigm& paradigm, const std::string& kind) {
  for (int salt = 0; salt < kMostAttempts; ++salt) {
    std::vector<std::string> taken = {""};
    for (Mark& mark : paradigm.marks()) {
      if (mark.word) continue;
      int attempt = salt;
      do mark.form = draw_affix(kind + mark.name, attempt++);
      while (std::find(taken.begin(), taken.end(), mark.form) != taken.end());
      taken.push_back(mark.form);
    }
    if (!paradigm.shapes_differ()) continue;
    paradigm.spell_shapes(config_.typology.script);
    return;
  }
  DRAGOMAN_CHECK(false, "no set of affixes keeps all forms apart");
}

void Daughter::add_marks(Paradigm& paradigm, WordClass kind) {
  for (size_t i = 0; i < paradigm.marks().size(); ++i) {
    Mark& mark = paradigm.marks()[i];
    if (!mark.word) continue;
    DaughterWord word;
    word.kind = kind;
    word.value = static_cast<int>(i);
    mark.lexeme = add(word, "mark:" + mark.name, 1);
    mark.form = words_.back().root;
  }
}

void Daughter::add_functions() {
  static constexpr const char* names[kFunctions] = {"who", "whom", "question"};
  for (int i = 0; i < kFunctions; ++i) {
    const bool same = static_cast<Function>(i) == Function::kRelativeObject && !layout_.caseless;
    const bool affix = static_cast<Function>(i) == Function::kQuestion &&
                       layout_.question == Layout::Question::kAffix;
    functions_[static_cast<size_t>(i)] = same ? functions_[0] : -1;
    if (same || affix) continue;
    DaughterWord word;
    word.kind = WordClass::kParticle;
    word.value = i;
    functions_[static_cast<size_t>(i)] = add(word, std::string("function:") + names[i], 1);
  }
}

void Daughter::add_numerals() {
  std::vector<int> by_value;
  const bool links = config_.typology.numeral_order != "multiplier_base_unit";
  for (int value = 0; value <= base_; ++value) {
    DaughterWord word;
    word.kind = WordClass::kNumeral;
    word.value = value;
    const int syllables = value > 10 && value < base_ ? 3 : 1 + value % 2;
    const bool wanted = value > 0 || links;
    by_value.push_back(wanted ? add(word, "numeral:" + std::to_string(value), syllables) : -1);
  }
  numerals_.resize(100);
  for (int number = 2; number < 100; ++number)
    for (const int value : numeral_parts(number, base_, config_.typology.numeral_order))
      numerals_[static_cast<size_t>(number)].push_back(by_value[static_cast<size_t>(value)]);
}

void Daughter::add_how_many() {
  DaughterWord word;
  word.kind = WordClass::kNumeral;
  word.value = kHowMany;
  how_many_ = {add(word, "numeral:how many", 2)};
}

void Daughter::add_concept(ConceptId id) {
  const Category category = concept_of(id).category;
  DaughterWord word;
  word.kind = class_of(category);
  word.concept_id = id;
  const std::string& name = concept_of(id).name;
  Rng own = Rng(0).derive("length").derive(name);  // cognates are equally long
  const bool closed = is_closed_class(category);
  const int syllables = closed ? 1 + static_cast<int>(own.below(2)) : own.below(10) < 7 ? 2 : 3;
  auto& mine = by_concept_[static_cast<size_t>(id)];
  mine.push_back(add(word, name, syllables));
  Rng more = Rng(config_.index).derive("synonym").derive(name).derive(words_.back().root);
  if (!closed && category != Category::kName && more.uniform() < config_.synonymy)
    mine.push_back(add(word, name + " 2", syllables));
}

// Asks for roots until one has no form that is taken.
int Daughter::add(DaughterWord word, const std::string& name, int syllables) {
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    word.root = with_tone(kinship_.root(config_.index, name, syllables, attempt));
    if (is_sound_root(word.root) && try_add(word)) return static_cast<int>(words_.size()) - 1;
  }
  DRAGOMAN_CHECK(false, "no free root was found");
  return -1;
}

// Shapes in which the word occurs: names and pronouns have neither number nor definiteness.
std::vector<int> Daughter::shapes_for(const DaughterWord& word) const {
  if (word.kind != WordClass::kNoun && word.kind != WordClass::kVerb) return {0};
  const Paradigm& paradigm = word.kind == WordClass::kNoun ? nouns_ : verbs_;
  std::vector<int> shapes;
  if (word.kind == WordClass::kVerb || concept_of(word.concept_id).category == Category::kNoun) {
    for (int i = 0; i < static_cast<int>(paradigm.shapes().size()); ++i) shapes.push_back(i);
    return shapes;
  }
  for (int role = 0; role < kCaseMarks; ++role) {
    const size_t bundle = index_of(NounBundle{.role = static_cast<CaseMark>(role)});
    if (!paradigm.has(bundle)) continue;
    const int shape = paradigm.pattern(bundle).shape;
    if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end()) shapes.push_back(shape);
  }
  return shapes;
}

bool Daughter::try_add(const DaughterWord& word) {
  const auto index = static_cast<int>(words_.size());
  words_.push_back(word);
  words_.back().spelled = spelled(word.root);
  std::vector<std::pair<std::string, Form>> made;
  bool free = true;
  for (const int shape : shapes_for(word)) {
    const Form form{index, shape};
    made.emplace_back(text_of(form), form);
    free = free && !forms_.contains(made.back().first);
  }
  const size_t before = forms_.size();
  if (free)
    for (const auto& [text, form] : made) forms_.emplace(text, form);
  if (free && forms_.size() == before + made.size()) return true;
  if (free)
    for (const auto& [text, form] : made) forms_.erase(text);  // two of its own are alike
  words_.pop_back();
  return false;
}

const Form* Daughter::find(std::string_view form) const {
  const auto found = forms_.find(form);
  return found == forms_.end() ? nullptr : &found->second;
}

const Shape& Daughter::shape_of(const Form& form) const {
  static const Shape bare;
  switch (word(form.word).kind) {
    case WordClass::kNoun: return nouns_.shape(form.shape);
    case WordClass::kVerb: return verbs_.shape(form.shape);
    default: return bare;
  }
}

void Daughter::append(const Form& form, std::string& text) const {
  const Shape& shape = shape_of(form);
  text.append(shape.before).append(word(form.word).spelled).append(shape.after);
}

std::string Daughter::text_of(const Form& form) const {
  std::string text;
  append(form, text);
  return text;
}

const std::vector<int>& Daughter::words_for(ConceptId id) const {
  const auto index = static_cast<size_t>(id);
  DRAGOMAN_CHECK(index < by_concept_.size() && !by_concept_[index].empty(),
                 "a concept outside this world");
  return by_concept_[index];
}

int Daughter::choose(ConceptId id, Rng& rng) const {
  const std::vector<int>& words = words_for(id);
  return words.size() == 1 || rng.below(10) < 7 ? words[0] : words[1];
}

const std::vector<int>& Daughter::numeral(int number) const {
  return number == kHowMany ? how_many_ : numerals_.at(static_cast<size_t>(number));
}

int Daughter::number_of(const std::vector<int>& words) const {
  if (words == how_many_) return kHowMany;
  const auto found = std::find(numerals_.begin() + 2, numerals_.end(), words);
  return found == numerals_.end() ? 0 : static_cast<int>(found - numerals_.begin());
}

const Mark& Daughter::mark_of(const DaughterWord& word) const {
  return (word.kind == WordClass::kNounMark ? nouns_ : verbs_).mark(word.value);
}

std::string Daughter::spelled(std::string_view phonemes) const {
  return spell(phonemes, config_.typology.script);
}

std::vector<int> numeral_parts(int number, int base, const std::string& order) {
  const int units = number % base;
  std::vector<int> rest;
  if (units > 0) rest = {units};
  if (number < base) return rest;
  std::vector<int> times = {base};
  if (number / base > 1)
    times.insert(order == "base_multiplier_unit" ? times.end() : times.begin(), number / base);
  if (rest.empty()) return times;
  const bool units_first = order == "unit_multiplier_base";
  std::vector<int> parts = units_first ? rest : times;
  if (order != "multiplier_base_unit") parts.push_back(0);
  const std::vector<int>& last = units_first ? times : rest;
  parts.insert(parts.end(), last.begin(), last.end());
  return parts;
}

}  // namespace dragoman::worlds
