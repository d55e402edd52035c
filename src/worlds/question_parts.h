// What the domains of questions are built from: the words they draw, the clauses they tell and ask,
// and who or what answers.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "worlds/question.h"

namespace dragoman::worlds {

// The words of a world's questions. All are equally frequent, so that none is a good guess; none is
// a name, because names look alike in all languages.
class QuestionWords {
 public:
  // A world without questions, or with too few words for them, is the user's error.
  explicit QuestionWords(const World& world);

  // `count` different ones, at most five.
  std::vector<ConceptId> actors(size_t count, Rng& rng) const;  // people and animals
  std::vector<ConceptId> things(size_t count, Rng& rng) const;
  std::vector<ConceptId> verbs(size_t count, Rng& rng) const;  // transitive

 private:
  std::vector<ConceptId> actors_, things_, verbs_;
};

Nominal the(ConceptId noun);
Nominal counted(ConceptId noun, int number);

// "The dog saw the cat.", in the past.
Meaning event(ConceptId subject, ConceptId verb, Nominal object);

// Two events with four different parties. Half of the time their verb is the same.
std::vector<Meaning> two_events(const QuestionWords& words, const std::vector<ConceptId>& subjects,
                                const std::vector<ConceptId>& objects, Rng& rng);

// "Who saw the cat?", "Whom (What) did the dog see?", "Did the dog see the cat?"
Meaning asked_for_subject(const Meaning& event);
Meaning asked_for_object(const Meaning& event);
Meaning asked_whether(const Meaning& event);

// The sentence that answers a question for a subject or an object; nothing where none or several
// do.
std::optional<size_t> telling(const Meaning& asked, const std::vector<Meaning>& told);
// And the noun that is the answer.
std::optional<ConceptId> found(const Meaning& asked, const std::vector<Meaning>& told);

// Number of a kind's nouns: "three apples".
int number_of(const Nominal& noun);

}  // namespace dragoman::worlds
