#include "worlds/layout.h"

#include <algorithm>
#include <optional>

namespace dragoman::worlds {
namespace {

// Subject, object with recipient, verb with manner; outside of them place, then time. Nothing
// stands for the verb.
std::vector<std::optional<Slot>> clause_slots(const Typology& typology) {
  std::vector<std::optional<Slot>> slots;
  const auto beside = [&slots](std::optional<Slot> head, Slot other, bool before) {
    if (before) slots.emplace_back(other);
    slots.push_back(head);
    if (!before) slots.emplace_back(other);
  };
  for (const char part : typology.order) {
    if (part == 's') slots.emplace_back(Slot::kSubject);
    if (part == 'o') beside(Slot::kObject, Slot::kRecipient, typology.recipient == "before");
    if (part == 'v') beside(std::nullopt, Slot::kManner, typology.manner == "before");
  }
  const auto at_edge = [&slots](Slot slot, const std::string& edge) {
    slots.insert(edge == "first" ? slots.begin() : slots.end(), slot);
  };
  at_edge(Slot::kPlace, typology.place);
  at_edge(Slot::kTime, typology.time);
  return slots;
}

}  // namespace

bool Layout::stands_before_verb(Slot slot) const {
  return std::find(before_verb.begin(), before_verb.end(), slot) != before_verb.end();
}

Layout layout_of(const Typology& typology) {
  Layout layout;
  bool verb_seen = false;
  for (const std::optional<Slot>& slot : clause_slots(typology)) {
    if (!slot)
      verb_seen = true;
    else
      (verb_seen ? layout.after_verb : layout.before_verb).push_back(*slot);
  }
  layout.free_order = typology.word_order == "free";
  layout.adjective_before = typology.adjective == "before";
  layout.numeral_before = typology.numeral == "before";
  layout.possessor_before = typology.possessor == "before";
  layout.relative_before = typology.relative == "before";
  layout.preposition = typology.adposition == "before";
  layout.ergative = typology.alignment == "ergative";
  layout.caseless = typology.alignment == "none";
  layout.agrees = typology.agreement == "yes";
  layout.drops_pronouns = typology.pronouns == "dropped";
  layout.marks_definite = typology.definiteness != "indefinite";
  layout.marks_indefinite = typology.definiteness != "definite";
  layout.counted_plural = typology.counted == "plural";
  layout.question = typology.question == "affix"   ? Layout::Question::kAffix
                    : typology.question == "first" ? Layout::Question::kFirst
                                                   : Layout::Question::kLast;
  return layout;
}

}  // namespace dragoman::worlds
