// What a teacher still corrects: the word edits from a draft to its refinement, by kind.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// Each word that changes counts once.
struct EditCategories {
  int64_t substituted = 0;  // another word
  int64_t endings = 0;      // the same stem, ended otherwise
  int64_t moved = 0;        // the same word elsewhere
  int64_t omitted = 0;      // the draft lacked it
  int64_t added = 0;        // the draft had it in excess

  int64_t total() const { return substituted + endings + moved + omitted + added; }
};

// Two words share their stem when at least three code points at their beginning are equal, and
// these are at least half of the shorter one.
EditCategories edit_categories(std::string_view draft, std::string_view refinement);

// A draft and what a teacher made of it.
struct Refined {
  std::string_view draft;
  std::string_view refinement;
};

// Of a step's drafts, for its log; empty without any:
//   identity_ratio   share that the teacher left as they were
//   edit_distance    by characters, over the longer of both; mean
//   similarity       1 - edit_distance
//   edits            changed words of a draft; mean; and of them by kind:
//   substituted, endings, moved, omitted, added
std::map<std::string, double> refinement_statistics(const std::vector<Refined>& drafts);

}  // namespace dragoman::metrics
