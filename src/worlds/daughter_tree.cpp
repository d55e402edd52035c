#include "worlds/daughter_tree.h"

#include <map>
#include <sstream>
#include <string_view>

#include "worlds/daughter_book.h"

namespace dragoman::worlds {
namespace {

// What a label of a gloss is among the features of Universal Dependencies.
const std::map<std::string, std::vector<std::pair<std::string, std::string>>>& feature_table() {
  static const std::map<std::string, std::vector<std::pair<std::string, std::string>>> table = {
      {"PL", {{"Number", "Plur"}}},
      {"SG", {{"Number", "Sing"}}},
      {"DEF", {{"Definite", "Def"}}},
      {"INDEF", {{"Definite", "Ind"}}},
      {"ACC", {{"Case", "Acc"}}},
      {"ERG", {{"Case", "Erg"}}},
      {"DAT", {{"Case", "Dat"}}},
      {"GEN", {{"Case", "Gen"}}},
      {"LOC", {{"Case", "Loc"}}},
      {"NEG", {{"Polarity", "Neg"}}},
      {"PRS", {{"Tense", "Pres"}}},
      {"PST", {{"Tense", "Past"}}},
      {"FUT", {{"Tense", "Fut"}}},
      {"Q", {{"PronType", "Int"}}},
      {"1SG", {{"Number", "Sing"}, {"Person", "1"}}},
      {"2SG", {{"Person", "2"}}},
      {"1PL", {{"Number", "Plur"}, {"Person", "1"}}},
      {"3PL", {{"Number", "Plur"}, {"Person", "3"}}},
  };
  return table;
}

void add_features(const std::string& label, std::map<std::string, std::string>& features) {
  std::istringstream parts(label);
  for (std::string part; std::getline(parts, part, '.');) {
    const auto found = feature_table().find(part);
    if (found != feature_table().end()) features.insert(found->second.begin(), found->second.end());
  }
}

std::string features_of(const Daughter& language, const Form& form) {
  const DaughterWord& word = language.word(form.word);
  const Shape& shape = language.shape_of(form);
  const Paradigm& paradigm = word.kind == WordClass::kVerb ? language.verbs() : language.nouns();
  std::map<std::string, std::string> features;  // in the order of their names
  for (const auto* marks : {&shape.prefixes, &shape.suffixes})
    for (const int index : *marks) add_features(paradigm.mark(index).label, features);
  if (word.kind == WordClass::kNounMark || word.kind == WordClass::kVerbMark)
    add_features(language.mark_of(word).label, features);
  std::string text;
  for (const auto& [name, value] : features) text += (text.empty() ? "" : "|") + name + "=" + value;
  return text.empty() ? "_" : text;
}

bool coordinates(ConceptId connector) {
  const std::string& name = concept_of(connector).name;
  return name == "and" || name == "but";
}

const char* part_of_concept(ConceptId id) {
  switch (concept_of(id).category) {
    case Category::kNoun: return "NOUN";
    case Category::kName: return "PROPN";
    case Category::kPronoun: return "PRON";
    case Category::kAdjective: return "ADJ";
    case Category::kManner:
    case Category::kTime: return "ADV";
    case Category::kRelation: return "ADP";
    case Category::kConnector: return coordinates(id) ? "CCONJ" : "SCONJ";
    default: return "VERB";
  }
}

// Part of speech and, of marks, the relation to their word.
std::pair<std::string, std::string> kind_of(const Daughter& language, const Leaf& leaf) {
  const DaughterWord& word = language.word(leaf.form.word);
  const std::string relation = leaf.arc.relation;
  switch (word.kind) {
    case WordClass::kNounMark: {
      const std::string& label = language.mark_of(word).label;
      const bool article = label == "DEF" || label == "INDEF";
      if (article) return {"DET", "det"};
      return label == "PL" ? std::pair{"PART", "dep"} : std::pair{"ADP", "case"};
    }
    case WordClass::kVerbMark:
      if (language.mark_of(word).label == "NEG") return {"PART", "advmod"};
      return {"AUX", "aux"};
    case WordClass::kNumeral: return {word.value == 0 ? "CCONJ" : "NUM", relation};
    case WordClass::kParticle:
      return {static_cast<Function>(word.value) == Function::kQuestion ? "PART" : "SCONJ",
              relation};
    default: break;
  }
  const bool joins = word.kind == WordClass::kInvariant &&
                     concept_of(word.concept_id).category == Category::kConnector;
  return {part_of_concept(word.concept_id),
          joins && coordinates(word.concept_id) ? "cc" : relation};
}

}  // namespace

std::vector<TreeWord> tree_of(const Daughter& language, const std::vector<Leaf>& leaves,
                              bool question) {
  std::map<int, size_t> places = {{0, 0}};  // of nodes, from 1
  for (size_t i = 0; i < leaves.size(); ++i) places[leaves[i].arc.node] = i + 1;
  std::vector<TreeWord> tree;
  size_t root = 0;
  for (const Leaf& leaf : leaves) {
    const auto [part, relation] = kind_of(language, leaf);
    tree.push_back({.form = language.text_of(leaf.form),
                    .lemma = language.word(leaf.form.word).spelled,
                    .part_of_speech = part,
                    .features = features_of(language, leaf.form),
                    .head = places.at(leaf.arc.head),
                    .relation = relation,
                    .gloss = gloss_of(language, leaf.form).gloss});
    if (tree.back().head == 0) root = tree.size();
  }
  const char* mark = question ? "?" : ".";
  tree.push_back({mark, mark, "PUNCT", "_", root, "punct", ""});
  return tree;
}

}  // namespace dragoman::worlds
