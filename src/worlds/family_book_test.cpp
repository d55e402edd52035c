#include <gtest/gtest.h>

#include "worlds/book_reader_for_tests.h"
#include "worlds/family.h"

namespace dragoman::worlds {
namespace {

FamilyConfig rich(int64_t seed) {
  FamilyConfig config;
  config.seed = seed;
  config.sentences.relative_clause = 0.2;
  config.sentences.possessor = 0.2;
  config.sentences.numeral = 0.2;
  return config;
}

std::string book_text(const World& world, const std::string& language) {
  std::string text;
  for (const Section& section : world.book(language))
    text += "## " + section.title + "\n\n" + section.text + "\n\n";
  return text;
}

std::string dictionary_text(const World& world, const std::string& language) {
  std::string text;
  for (const DictionaryEntry& entry : world.dictionary(language)) {
    text += entry.headword + "\t" + entry.part_of_speech + "\t";
    for (size_t i = 0; i < entry.translations.size(); ++i)
      text += (i > 0 ? ", " : "") + entry.translations[i];
    text += "\n";
  }
  return text;
}

// The sentence as a question for its subject or its object, where it has such a question.
Meaning asking(Meaning meaning, Rng& rng) {
  if (meaning.second || !meaning.first.object || meaning.first.question) return meaning;
  meaning.first.question = true;
  NounPhrase asked;
  asked.core.head = concept_named("who");
  (rng.below(2) == 0 ? meaning.first.subject : *meaning.first.object) = asked;
  return meaning;
}

// Share of a language's sentences that the reader translates with their meaning.
double read_right(const World& world, const std::string& language, int count, bool ask = false) {
  const BookReader reader(book_text(world, language), dictionary_text(world, language));
  std::vector<ConceptId> all;
  for (size_t i = 0; i < concepts().size(); ++i) all.push_back(static_cast<ConceptId>(i));
  const English english(all, {}, Rng(0));
  Rng rng = Rng(4).derive(language);
  int right = 0;
  for (int i = 0; i < count; ++i) {
    Meaning meaning = world.sample(rng);
    if (ask) meaning = asking(std::move(meaning), rng);
    const std::string text = world.render(meaning, language, rng);
    const auto understood = reader.understand(text);
    const bool good = understood && world.parse(english.render(*understood, rng), "en") == meaning;
    right += good;
    if (!good && right + 3 > i)
      ADD_FAILURE_AT("", 0) << language << ": " << text << "\n"
                            << to_text(meaning) << "\n"
                            << (understood ? to_text(*understood) : "nothing");
  }
  return right / static_cast<double>(count);
}

void expect_sufficient(int64_t seed, int sentences) {
  const Family world(rich(seed));
  for (size_t i = 1; i < world.languages().size(); ++i) {
    const std::string& code = world.languages()[i].code;
    EXPECT_GE(read_right(world, code, sentences), 0.99) << "seed " << seed << ", " << code;
  }
}

TEST(FamilyBook, SufficesWithTheDictionary) {
  for (int64_t seed = 1; seed <= 4; ++seed) expect_sufficient(seed, 300);
}

TEST(FamilyBook, SufficesForQuestionWords) {
  for (int64_t seed = 1; seed <= 2; ++seed) {
    const Family world(rich(seed));
    for (size_t i = 1; i < world.languages().size(); ++i)
      EXPECT_GE(read_right(world, world.languages()[i].code, 150, true), 0.99);
  }
}

// The reader was finished before any of these languages was made.
TEST(FamilyBook, SufficesForLanguagesThatTheReaderWasNotWrittenFor) {
  for (int64_t seed = 9001; seed <= 9010; ++seed) expect_sufficient(seed, 200);
}

}  // namespace
}  // namespace dragoman::worlds
