// What kind of language a language is: features with named values, in one plain struct. To add a
// feature, add a field here and read it where it acts; to forbid a pair of values, add a line to
// the table in typology.cpp.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "config/fields.h"

namespace dragoman::worlds {

inline constexpr const char* kDrawn = "drawn";  // the seed decides

struct Typology {
  std::string order = kDrawn;
  std::string word_order = kDrawn;
  std::string adjective = kDrawn;
  std::string numeral = kDrawn;
  std::string possessor = kDrawn;
  std::string relative = kDrawn;
  std::string adposition = kDrawn;
  std::string recipient = kDrawn;
  std::string time = kDrawn;
  std::string place = kDrawn;
  std::string manner = kDrawn;
  std::string fusion = kDrawn;
  std::string noun_affix = kDrawn;
  std::string verb_affix = kDrawn;
  std::string alignment = kDrawn;
  std::string agreement = kDrawn;
  std::string pronouns = kDrawn;
  std::string definiteness = kDrawn;
  std::string article = kDrawn;
  std::string counted = kDrawn;
  std::string negation = kDrawn;
  std::string question = kDrawn;
  std::string numeral_base = kDrawn;
  std::string numeral_order = kDrawn;
  std::string tone = kDrawn;
  std::string script = kDrawn;

  // Every rule is a OneOf whose first name is kDrawn.
  template <class Visitor>
  void fields(Visitor& visit) {
    order_fields(visit);
    form_fields(visit);
    other_fields(visit);
  }

 private:
  template <class Visitor>
  void order_fields(Visitor& visit) {
    const config::OneOf side{{kDrawn, "before", "after"}};
    const config::OneOf edge{{kDrawn, "first", "last"}};
    visit("order", order, "subject, object and verb",
          config::OneOf{{kDrawn, "sov", "svo", "vso", "vos", "ovs", "osv"}});
    visit("word_order", word_order, "free: what is on one side of the verb may change places",
          config::OneOf{{kDrawn, "fixed", "free"}});
    visit("adjective", adjective, "side of the noun", side);
    visit("numeral", numeral, "side of the noun", side);
    visit("possessor", possessor, "side of the noun", side);
    visit("relative", relative, "side of the noun, of relative clauses", side);
    visit("adposition", adposition, "side of the noun, of words such as in and of", side);
    visit("recipient", recipient, "side of the object", side);
    visit("time", time, "place of time words in the clause", edge);
    visit("place", place, "place of places in the clause", edge);
    visit("manner", manner, "side of the verb, of adverbs of manner", side);
  }

  template <class Visitor>
  void form_fields(Visitor& visit) {
    const config::OneOf mark{{kDrawn, "affix", "before", "after"}};
    const config::OneOf affix{{kDrawn, "prefix", "suffix"}};
    const config::OneOf yes_no{{kDrawn, "yes", "no"}};
    visit("fusion", fusion, "chains of marks, one affix for two of them, or words for all",
          config::OneOf{{kDrawn, "agglutinating", "fusional", "isolating"}});
    visit("noun_affix", noun_affix, "prefixes or suffixes; of words: before or after", affix);
    visit("verb_affix", verb_affix, "likewise, of verbs", affix);
    visit("alignment", alignment, "case of objects, of subjects that have objects, or no case",
          config::OneOf{{kDrawn, "accusative", "ergative", "none"}});
    visit("agreement", agreement, "verbs show the person of their subject", yes_no);
    visit("pronouns", pronouns, "dropped: subjects that the verb shows may be left out",
          config::OneOf{{kDrawn, "kept", "dropped"}});
    visit("definiteness", definiteness, "which of them is marked",
          config::OneOf{{kDrawn, "definite", "indefinite", "both"}});
    visit("article", article, "its mark: an affix, or a word before or after the noun", mark);
    visit("counted", counted, "number of a noun with a numeral",
          config::OneOf{{kDrawn, "singular", "plural"}});
    visit("negation", negation, "an affix, or a word before or after the verb", mark);
    visit("question", question, "an affix of the verb, or a word first or last in the clause",
          config::OneOf{{kDrawn, "affix", "first", "last"}});
  }

  template <class Visitor>
  void other_fields(Visitor& visit) {
    visit("numeral_base", numeral_base, "what numbers are counted in",
          config::OneOf{{kDrawn, "10", "12", "20"}});
    visit("numeral_order", numeral_order, "23 as two ten three, three and two ten, …",
          config::OneOf{
              {kDrawn, "multiplier_base_unit", "unit_multiplier_base", "base_multiplier_unit"}});
    visit("tone", tone, "voicing became tone, written on vowels",
          config::OneOf{{kDrawn, "yes", "no"}});
    visit("script", script, "letters",
          config::OneOf{{kDrawn, "latin", "ascii", "greek", "cyrillic", "georgian", "armenian"}});
  }
};

// A feature as others list it.
struct Feature {
  std::string name;
  std::string* value;               // of the typology it came from
  std::vector<std::string> values;  // all but kDrawn
};
std::vector<Feature> features_of(Typology& typology);

// Why no language can be like this: "fusion = isolating goes without agreement = yes"; "" if one
// can. Features that are not drawn yet exclude nothing.
std::string contradiction_in(const Typology& typology);

// Fills in what `chosen` leaves to be drawn: from `ancestor` (nullptr: none), or, with probability
// `change` a feature, anew. A choice that contradicts itself is the user's error.
Typology draw_typology(const Typology& chosen, const Typology* ancestor, double change,
                       const Rng& rng);

}  // namespace dragoman::worlds
