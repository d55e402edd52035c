#include "worlds/meaning.h"

#include <algorithm>

namespace dragoman::worlds {
namespace {

// Writes slots under dotted names.
class SlotWriter {
 public:
  void add(const std::string& key, std::string value) {
    slots_.emplace_back(prefix_ + key, std::move(value));
  }
  void add(const std::string& key, ConceptId id) { add(key, concept_of(id).name); }

  template <class Write>
  void under(const std::string& name, Write write) {
    const size_t length = prefix_.size();
    prefix_ += name + ".";
    write();
    prefix_.resize(length);
  }

  Slots take() { return std::move(slots_); }

 private:
  std::string prefix_;
  Slots slots_;
};

const char* name_of(Tense tense) {
  static constexpr const char* names[] = {"present", "past", "future"};
  return names[static_cast<int>(tense)];
}

bool is_noun(const Nominal& nominal) {
  return nominal.head != kNoConcept && concept_of(nominal.head).category == Category::kNoun;
}

void write(SlotWriter& to, const Nominal& nominal) {
  to.add("head", nominal.head);
  if (!is_noun(nominal)) return;
  to.add("number", nominal.plural ? "plural" : "singular");
  to.add("definite", nominal.definite ? "yes" : "no");
  if (nominal.numeral)
    to.add("numeral", nominal.numeral == kHowMany ? "how many" : std::to_string(nominal.numeral));
  for (const ConceptId adjective : nominal.adjectives) to.add("adjective", adjective);
}

void write(SlotWriter& to, const Relative& relative) {
  to.add("verb", relative.verb);
  to.add("tense", name_of(relative.tense));
  to.add("negated", relative.negated ? "yes" : "no");
  to.add("head_is", relative.head_is_object ? "object" : "subject");
  if (relative.other) to.under("other", [&] { write(to, *relative.other); });
}

void write(SlotWriter& to, const NounPhrase& phrase) {
  write(to, phrase.core);
  if (phrase.possessor) to.under("possessor", [&] { write(to, *phrase.possessor); });
  if (phrase.relative) to.under("relative", [&] { write(to, *phrase.relative); });
}

void write(SlotWriter& to, const Clause& clause) {
  to.add("verb", clause.verb);
  to.add("tense", name_of(clause.tense));
  to.add("negated", clause.negated ? "yes" : "no");
  to.add("question", clause.question ? "yes" : "no");
  to.under("subject", [&] { write(to, clause.subject); });
  if (clause.object) to.under("object", [&] { write(to, *clause.object); });
  if (clause.recipient) to.under("recipient", [&] { write(to, *clause.recipient); });
  if (clause.place) {
    to.add("relation", clause.place->relation);
    to.under("place", [&] { write(to, clause.place->site); });
  }
  if (clause.manner != kNoConcept) to.add("manner", clause.manner);
  if (clause.time != kNoConcept) to.add("time", clause.time);
}

bool canonicalize_any(Nominal& nominal) {
  if (nominal.head == kNoConcept) return false;
  if (!is_noun(nominal)) {
    if (nominal.numeral || nominal.plural || !nominal.adjectives.empty()) return false;
    nominal.definite = false;
    return true;
  }
  if (nominal.numeral) nominal.plural = true;
  std::sort(nominal.adjectives.begin(), nominal.adjectives.end());
  return std::adjacent_find(nominal.adjectives.begin(), nominal.adjectives.end()) ==
         nominal.adjectives.end();
}

bool canonicalize_part(Nominal& nominal) {
  return nominal.numeral != kHowMany && canonicalize_any(nominal);
}

// One that can't be what a question asks for.
bool canonicalize_known(Nominal& nominal) {
  return canonicalize_part(nominal) && !asks(nominal.head);
}

bool canonicalize(Relative& relative) {
  const bool transitive = concept_of(relative.verb).category == Category::kTransitive;
  if (!transitive && concept_of(relative.verb).category != Category::kIntransitive) return false;
  if (relative.other.has_value() != transitive) return false;
  if (relative.head_is_object && !transitive) return false;
  return !relative.other || canonicalize_known(*relative.other);
}

bool canonicalize(NounPhrase& phrase) {
  if (phrase.possessor) phrase.core.definite = true;
  if (!canonicalize_part(phrase.core)) return false;
  if ((phrase.possessor || phrase.relative) && !is_noun(phrase.core)) return false;
  if (phrase.possessor && !canonicalize_known(*phrase.possessor)) return false;
  return !phrase.relative || canonicalize(*phrase.relative);
}

// A question asks for one thing, and nothing else has a question word.
bool asks_rightly(const Clause& clause) {
  const ConceptId subject = clause.subject.core.head;
  const bool for_subject = asks(subject);
  const bool for_object = clause.object && asks(clause.object->core.head);
  if ((clause.recipient && asks(clause.recipient->core.head)) ||
      (clause.place && asks(clause.place->site.core.head)))
    return false;
  if (!for_subject && !for_object) return true;
  return clause.question && for_subject != for_object &&
         (for_object || concept_of(subject).name == "who");
}

bool canonicalize(Clause& clause) {
  const Category verb = concept_of(clause.verb).category;
  if (!canonicalize(clause.subject)) return false;
  if (clause.object.has_value() != (verb != Category::kIntransitive)) return false;
  if (clause.recipient.has_value() != (verb == Category::kDitransitive)) return false;
  if (clause.object && !canonicalize(*clause.object)) return false;
  if (clause.recipient && !canonicalize(*clause.recipient)) return false;
  return (!clause.place || canonicalize(clause.place->site)) && asks_rightly(clause);
}

std::string joined(const Slots& slots) {
  std::string text;
  for (const auto& [key, value] : slots) {
    if (!text.empty()) text += ';';
    text.append(key).append("=").append(value);
  }
  return text;
}

}  // namespace

Person person_of(const Nominal& nominal) {
  if (concept_of(nominal.head).category == Category::kPronoun)
    return person_of_pronoun(nominal.head);
  return nominal.plural ? Person::kThirdPlural : Person::kThird;
}

bool canonicalize(Meaning& meaning) {
  if (!canonicalize(meaning.first)) return false;
  if (meaning.second.has_value() != (meaning.connector != kNoConcept)) return false;
  if (!meaning.second) return true;
  return !meaning.first.question && !meaning.second->question && canonicalize(*meaning.second);
}

bool canonicalize(Nominal& alone) {
  if (!canonicalize_any(alone) || !is_noun(alone)) return false;
  return alone.numeral != kHowMany || !alone.definite;
}

Slots slots_of(const Meaning& meaning) {
  SlotWriter writer;
  write(writer, meaning.first);
  if (meaning.second) {
    writer.add("connector", meaning.connector);
    writer.under("then", [&] { write(writer, *meaning.second); });
  }
  return writer.take();
}

std::string to_text(const Meaning& meaning) { return joined(slots_of(meaning)); }

std::string to_text(const Nominal& alone) {
  SlotWriter writer;
  write(writer, alone);
  return joined(writer.take());
}

double slot_share(const Meaning& a, const Meaning& b) {
  Slots left = slots_of(a);
  Slots right = slots_of(b);
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  Slots common;
  std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                        std::back_inserter(common));
  return static_cast<double>(common.size()) /
         static_cast<double>(std::max(left.size(), right.size()));
}

}  // namespace dragoman::worlds
