// How a language of a family says a meaning: the one traversal behind texts, treebanks and
// wordings.
//   clause: time place subject object recipient manner verb, by typology
//   noun phrase: [relative [possessor [numeral [adjective … [words noun words] …]]]], each modifier
//   on its side
// The outlet takes words, decides what is left to choice, and gives out node numbers for trees:
//   int node();
//   void put(Form form, const Arc& arc);
//   void put_any(ConceptId id, int shape, const Arc& arc);        one of its synonyms
//   void optionally(write);                                       write() or nothing
//   void in_order(span<const T> items, bool free, write);         write(item) for each of them
#pragma once

#include <array>
#include <span>

#include "worlds/daughter.h"

namespace dragoman::worlds {

// Where a word hangs in the tree of its sentence, as Universal Dependencies name it.
struct Arc {
  int node = 0;
  int head = 0;  // node; 0: the root
  const char* relation = "root";
};

template <class Outlet>
class SentenceComposer {
 public:
  SentenceComposer(const Daughter& language, Outlet& out)
      : language_(language), layout_(language.layout()), out_(out) {}

  void sentence(const Meaning& meaning) {
    const Arc first{out_.node(), 0, "root"};
    clause(meaning.first, first);
    if (!meaning.second) return;
    const Arc second{out_.node(), first.node, "parataxis"};
    invariant(meaning.connector, second.node, "mark");
    clause(*meaning.second, second);
  }

  // A noun with what belongs to it, by itself.
  void alone(const Nominal& noun) {
    nominal(noun, bundle_of(noun, CaseMark::kNone, false), {out_.node(), 0, "root"});
  }

 private:
  void invariant(ConceptId id, int head, const char* relation) {
    out_.put_any(id, 0, {out_.node(), head, relation});
  }
  void word(int index, int head, const char* relation) {
    out_.put({index, 0}, {out_.node(), head, relation});
  }
  void marks(const Paradigm& paradigm, const std::vector<int>& which, int head,
             const char* relation) {
    for (const int index : which) word(paradigm.mark(index).lexeme, head, relation);
  }

  void clause(const Clause& clause, const Arc& verb);
  void slots(const Clause& clause, const std::vector<Slot>& slots, int verb);
  static bool has(const Clause& clause, Slot slot);
  void slot(const Clause& clause, Slot slot, int verb);
  void subject(const Clause& clause, int verb);
  void place(const Place& place, int verb);
  void verb_group(ConceptId id, const VerbBundle& bundle, const Arc& arc);
  void phrase(const NounPhrase& phrase, CaseMark role, const Arc& arc);
  void nominal(const Nominal& nominal, const NounBundle& bundle, const Arc& arc);
  void adjectives(const Nominal& nominal, int head);
  void numeral(int number, int head);
  void relative(const Relative& relative, const Nominal& head, int head_node);
  NounBundle bundle_of(const Nominal& nominal, CaseMark role, bool owned) const;

  Person agreed(const Nominal& subject) const {
    return layout_.agrees ? person_of(subject) : Person::kThird;
  }
  CaseMark subject_case(bool has_object) const {
    return layout_.ergative && has_object ? CaseMark::kCore : CaseMark::kNone;
  }
  CaseMark object_case() const {
    return layout_.ergative || layout_.caseless ? CaseMark::kNone : CaseMark::kCore;
  }

  const Daughter& language_;
  const Layout& layout_;
  Outlet& out_;
};

template <class Outlet>
void SentenceComposer<Outlet>::clause(const Clause& clause, const Arc& verb) {
  const bool affix = layout_.question == Layout::Question::kAffix;
  const int asks = language_.function(Function::kQuestion);
  if (clause.question && layout_.question == Layout::Question::kFirst)
    word(asks, verb.node, "discourse");
  slots(clause, layout_.before_verb, verb.node);
  verb_group(clause.verb,
             {.negated = clause.negated,
              .tense = clause.tense,
              .person = agreed(clause.subject.core),
              .question = clause.question && affix},
             verb);
  slots(clause, layout_.after_verb, verb.node);
  if (clause.question && layout_.question == Layout::Question::kLast)
    word(asks, verb.node, "discourse");
}

template <class Outlet>
bool SentenceComposer<Outlet>::has(const Clause& clause, Slot slot) {
  switch (slot) {
    case Slot::kSubject: return true;
    case Slot::kObject: return clause.object.has_value();
    case Slot::kRecipient: return clause.recipient.has_value();
    case Slot::kTime: return clause.time != kNoConcept;
    case Slot::kPlace: return clause.place.has_value();
    case Slot::kManner: return clause.manner != kNoConcept;
  }
  return false;
}

template <class Outlet>
void SentenceComposer<Outlet>::slots(const Clause& clause, const std::vector<Slot>& slots,
                                     int verb) {
  std::array<Slot, kSlots> said{};
  size_t count = 0;
  for (const Slot each : slots)
    if (has(clause, each)) said[count++] = each;
  out_.in_order(std::span(said).first(count), layout_.free_order,
                [&](Slot each) { slot(clause, each, verb); });
}

template <class Outlet>
void SentenceComposer<Outlet>::slot(const Clause& clause, Slot slot, int verb) {
  switch (slot) {
    case Slot::kSubject: subject(clause, verb); break;
    case Slot::kObject: phrase(*clause.object, object_case(), {out_.node(), verb, "obj"}); break;
    case Slot::kRecipient:
      phrase(*clause.recipient, CaseMark::kDative, {out_.node(), verb, "iobj"});
      break;
    case Slot::kTime: invariant(clause.time, verb, "advmod"); break;
    case Slot::kPlace: place(*clause.place, verb); break;
    case Slot::kManner: invariant(clause.manner, verb, "advmod"); break;
  }
}

// A pronoun that the verb tells apart may be left out.
template <class Outlet>
void SentenceComposer<Outlet>::subject(const Clause& clause, int verb) {
  const CaseMark role = subject_case(clause.object.has_value());
  const Nominal& core = clause.subject.core;
  const auto write = [&] { phrase(clause.subject, role, {out_.node(), verb, "nsubj"}); };
  const bool told =
      concept_of(core.head).category == Category::kPronoun && person_of(core) != Person::kThird;
  if (told && layout_.drops_pronouns)
    out_.optionally(write);
  else
    write();
}

template <class Outlet>
void SentenceComposer<Outlet>::place(const Place& place, int verb) {
  const Arc site{out_.node(), verb, "obl"};
  if (layout_.preposition) invariant(place.relation, site.node, "case");
  phrase(place.site, layout_.caseless ? CaseMark::kNone : CaseMark::kPlace, site);
  if (!layout_.preposition) invariant(place.relation, site.node, "case");
}

template <class Outlet>
void SentenceComposer<Outlet>::verb_group(ConceptId id, const VerbBundle& bundle, const Arc& arc) {
  const Paradigm& verbs = language_.verbs();
  const Pattern& pattern = verbs.pattern(index_of(bundle));
  marks(verbs, pattern.words_before, arc.node, "aux");
  out_.put_any(id, pattern.shape, arc);
  marks(verbs, pattern.words_after, arc.node, "aux");
}

template <class Outlet>
void SentenceComposer<Outlet>::phrase(const NounPhrase& phrase, CaseMark role, const Arc& arc) {
  const auto owner = [&](bool before) {
    if (phrase.possessor && before == layout_.possessor_before)
      nominal(*phrase.possessor, bundle_of(*phrase.possessor, CaseMark::kGenitive, false),
              {out_.node(), arc.node, "nmod:poss"});
  };
  const auto clause = [&](bool before) {
    if (phrase.relative && before == layout_.relative_before)
      relative(*phrase.relative, phrase.core, arc.node);
  };
  clause(true);
  owner(true);
  nominal(phrase.core, bundle_of(phrase.core, role, phrase.possessor.has_value()), arc);
  owner(false);
  clause(false);
}

// An owned noun takes no mark of definiteness.
template <class Outlet>
NounBundle SentenceComposer<Outlet>::bundle_of(const Nominal& nominal, CaseMark role,
                                               bool owned) const {
  NounBundle bundle{.role = role};
  if (concept_of(nominal.head).category != Category::kNoun) return bundle;
  bundle.plural = nominal.plural && (nominal.numeral == 0 || layout_.counted_plural);
  if (owned) return bundle;
  if (nominal.definite && layout_.marks_definite) bundle.definite = DefiniteMark::kDefinite;
  if (!nominal.definite && layout_.marks_indefinite) bundle.definite = DefiniteMark::kIndefinite;
  return bundle;
}

template <class Outlet>
void SentenceComposer<Outlet>::nominal(const Nominal& nominal, const NounBundle& bundle,
                                       const Arc& arc) {
  const Paradigm& nouns = language_.nouns();
  const Pattern& pattern = nouns.pattern(index_of(bundle));
  if (layout_.numeral_before) numeral(nominal.numeral, arc.node);
  if (layout_.adjective_before) adjectives(nominal, arc.node);
  marks(nouns, pattern.words_before, arc.node, "det");
  out_.put_any(nominal.head, pattern.shape, arc);
  marks(nouns, pattern.words_after, arc.node, "det");
  if (!layout_.adjective_before) adjectives(nominal, arc.node);
  if (!layout_.numeral_before) numeral(nominal.numeral, arc.node);
}

template <class Outlet>
void SentenceComposer<Outlet>::adjectives(const Nominal& nominal, int head) {
  out_.in_order(std::span(nominal.adjectives), true,
                [&](ConceptId each) { invariant(each, head, "amod"); });
}

template <class Outlet>
void SentenceComposer<Outlet>::numeral(int number, int head) {
  if (number == 0) return;
  const int first = out_.node();
  bool begun = false;
  for (const int index : language_.numeral(number)) {
    if (!begun)
      out_.put({index, 0}, {first, head, "nummod"});
    else
      word(index, first, "flat");
    begun = true;
  }
}

template <class Outlet>
void SentenceComposer<Outlet>::relative(const Relative& relative, const Nominal& head,
                                        int head_node) {
  const bool other_is_subject = relative.head_is_object;
  const Arc verb{out_.node(), head_node, "acl:relcl"};
  word(
      language_.function(other_is_subject ? Function::kRelativeObject : Function::kRelativeSubject),
      verb.node, "mark");
  const Slot slot = other_is_subject ? Slot::kSubject : Slot::kObject;
  const auto other = [&](bool before) {
    if (!relative.other || before != layout_.stands_before_verb(slot)) return;
    const CaseMark role = other_is_subject ? subject_case(true) : object_case();
    nominal(*relative.other, bundle_of(*relative.other, role, false),
            {out_.node(), verb.node, other_is_subject ? "nsubj" : "obj"});
  };
  other(true);
  verb_group(relative.verb,
             {.negated = relative.negated,
              .tense = relative.tense,
              .person = agreed(other_is_subject ? *relative.other : head)},
             verb);
  other(false);
}

}  // namespace dragoman::worlds
