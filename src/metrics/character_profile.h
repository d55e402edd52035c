// How the text of one language looks: a character trigram model with Witten-Bell smoothing (1991),
// learnt from a few hundred sentences. Tells languages apart that no detector knows.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace dragoman::metrics {

// Case is folded away; white space and the ends of a text are word edges.
class CharacterProfile {
 public:
  void add(std::string_view text);

  // Mean natural log probability of a character of `text`; 0 for an empty one. Higher fits better.
  double fit(std::string_view text) const;

  int64_t size() const { return size_; }  // characters learnt from

 private:
  // How often a context was seen, and how many different characters came after it.
  struct Context {
    int64_t seen = 0;
    int64_t kinds = 0;
  };
  // Contexts of two, one and no characters before the predicted one, packed into a number.
  struct Keys;

  void count(uint64_t context, char32_t next);
  double probability(const Keys& keys, char32_t next) const;

  std::unordered_map<uint64_t, Context> contexts_;
  std::unordered_map<uint64_t, int64_t> counts_;  // by context and next character
  int64_t size_ = 0;
};

}  // namespace dragoman::metrics
