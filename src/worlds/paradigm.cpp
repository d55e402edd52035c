#include "worlds/paradigm.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "worlds/phonology.h"

namespace dragoman::worlds {

int Paradigm::add(Mark mark) {
  const auto same = std::find_if(marks_.begin(), marks_.end(),
                                 [&](const Mark& each) { return each.name == mark.name; });
  if (same != marks_.end()) return static_cast<int>(same - marks_.begin());
  marks_.push_back(std::move(mark));
  DRAGOMAN_CHECK(marks_.size() < 63, "a pattern's key has room for 62 marks");
  return static_cast<int>(marks_.size()) - 1;
}

void Paradigm::set_pattern(size_t bundle, const std::vector<int>& marks) {
  Pattern pattern;
  std::vector<int> prefixes, suffixes;
  for (const int index : marks) {
    const Mark& each = mark(index);
    std::vector<int>& before = each.word ? pattern.words_before : prefixes;
    std::vector<int>& after = each.word ? pattern.words_after : suffixes;
    if (each.before)
      before.insert(before.begin(), index);
    else
      after.push_back(index);
  }
  pattern.shape = shape_of(prefixes, suffixes);
  const bool fresh = bundles_.emplace(key_of(pattern), static_cast<int>(bundle)).second;
  DRAGOMAN_CHECK(fresh, "two bundles have one pattern");
  if (patterns_.size() <= bundle) patterns_.resize(bundle + 1);
  patterns_[bundle] = std::move(pattern);
}

int Paradigm::shape_of(const std::vector<int>& prefixes, const std::vector<int>& suffixes) {
  const auto same = std::find_if(shapes_.begin(), shapes_.end(), [&](const Shape& each) {
    return each.prefixes == prefixes && each.suffixes == suffixes;
  });
  if (same != shapes_.end()) return static_cast<int>(same - shapes_.begin());
  shapes_.push_back({prefixes, suffixes, "", ""});
  return static_cast<int>(shapes_.size()) - 1;
}

std::string Paradigm::joined(const std::vector<int>& marks) const {
  std::string text;
  for (const int index : marks) text += mark(index).form;
  return text;
}

bool Paradigm::shapes_differ() const {
  std::set<std::pair<std::string, std::string>> seen;
  return std::all_of(shapes_.begin(), shapes_.end(), [&](const Shape& each) {
    return seen.emplace(joined(each.prefixes), joined(each.suffixes)).second;
  });
}

void Paradigm::spell_shapes(const std::string& script) {
  for (Shape& each : shapes_) {
    each.before = spell(joined(each.prefixes), script);
    each.after = spell(joined(each.suffixes), script);
  }
}

// At most ten places of six bits.
uint64_t Paradigm::key_of(const Pattern& pattern) {
  uint64_t key = static_cast<uint64_t>(pattern.shape) + 1;
  for (const auto* marks : {&pattern.words_before, &pattern.words_after}) {
    for (const int index : *marks) key = key << 6 | static_cast<uint64_t>(index + 1);
    key <<= 6;
  }
  return key;
}

int Paradigm::find(const Pattern& pattern) const {
  if (pattern.words_before.size() + pattern.words_after.size() > 7) return -1;
  const auto found = bundles_.find(key_of(pattern));
  return found == bundles_.end() ? -1 : found->second;
}

}  // namespace dragoman::worlds
