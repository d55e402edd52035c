// What the nouns or the verbs of a language say beside their root, and how. A *mark* is one
// grammatical morpheme: an affix, or a word of its own, on one side. What is said at once (plural,
// definite, dative) is a *bundle*; its marks give a *pattern*: the words before and after, and the
// *shape* of the inflected word.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace dragoman::worlds {

struct Mark {
  std::string name;     // of its root among the family's: "plural"
  std::string label;    // in glosses: "PL"
  std::string meaning;  // in dictionaries: "(plural)"
  bool word = false;
  bool before = false;
  std::string form = {};  // phonemes
  int lexeme = -1;        // of a word
};

struct Shape {
  std::vector<int> prefixes, suffixes;  // marks, as they stand in the word
  std::string before, after;            // spelled
};

struct Pattern {
  std::vector<int> words_before, words_after;  // marks, as they stand in the text
  int shape = -1;                              // -1: the language has no such bundle
};

// The marks of nouns or of verbs, and every pattern of theirs.
class Paradigm {
 public:
  // A mark once for each name. Returns its number.
  int add(Mark mark);
  // `marks` from the stem outwards. Bundles are numbered by their user.
  void set_pattern(size_t bundle, const std::vector<int>& marks);

  std::vector<Mark>& marks() { return marks_; }
  const std::vector<Mark>& marks() const { return marks_; }
  const Mark& mark(int index) const { return marks_[static_cast<size_t>(index)]; }
  const std::vector<Shape>& shapes() const { return shapes_; }
  const Shape& shape(int index) const { return shapes_[static_cast<size_t>(index)]; }
  const Pattern& pattern(size_t bundle) const { return patterns_[bundle]; }
  bool has(size_t bundle) const {
    return bundle < patterns_.size() && patterns_[bundle].shape >= 0;
  }

  // Of the marks' forms as they are now: no two shapes put the same sounds around a stem.
  bool shapes_differ() const;
  // Spells the shapes.
  void spell_shapes(const std::string& script);

  // The bundle that looks like this; -1: none does.
  int find(const Pattern& pattern) const;

 private:
  int shape_of(const std::vector<int>& prefixes, const std::vector<int>& suffixes);
  std::string joined(const std::vector<int>& marks) const;
  static uint64_t key_of(const Pattern& pattern);

  std::vector<Mark> marks_;
  std::vector<Shape> shapes_;
  std::vector<Pattern> patterns_;  // by bundle
  std::unordered_map<uint64_t, int> bundles_;
};

}  // namespace dragoman::worlds
