// Parallel text from a world, and whether a translation of such a row is right.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "data/row.h"
#include "worlds/world.h"

namespace dragoman::worlds {

// Every meaning belongs to one split, by its hash, in every world with every seed: what is drawn
// for kTrain never turns up in kDev or kTest.
enum class Split { kTrain, kDev, kTest };
Split split_of(const std::string& meaning_text);
uint64_t hash_of(std::string_view text);   // the same on every machine
Split split_named(std::string_view name);  // "train", "dev" or "test"; others are the user's error

// Calls of one stream with one seed give the same rows; other streams, independent ones.
struct RowRequest {
  int64_t count = 0;
  Split split = Split::kTrain;
  std::string stream = "rows";
  uint64_t seed = 0;
  std::string source_language = "en";
  std::string target_language = {};  // empty: the world's first invented language
  // "en-qaa", …: one row each in turn; empty: the two languages above.
  std::vector<std::string> directions = {};
  // "en-qaa" -> its number of rows, mixed; in place of `count`, the languages and `directions`.
  std::map<std::string, int64_t> direction_rows = {};
  int64_t references = 1;  // differently worded ones at most; at least one
};

// `count` rows with pairwise different sources and meanings. metadata["meaning"] is the meaning
// (to_text), metadata["name:CODE"] a language's name, metadata["mentions"], where the row names an
// entity, a JSON list of what its name in the translation may begin with, `domain` the sort of
// sentence: "simple", "relative", "coordinated" or "question". A world too small to say that much
// is the user's error.
std::vector<data::Row> rows(const World& world, const RowRequest& request);

// Rows whose meaning is not among `seen`; theirs are added to it.
std::vector<data::Row> rows(const World& world, const RowRequest& request,
                            std::unordered_set<std::string>& seen);

// Does the hypothesis, a text of the row's target language, say exactly what the row says?
bool meaning_accuracy(const World& world, const data::Row& row, std::string_view hypothesis);

// Share of the meaning's slots that the hypothesis has right, in [0, 1]; 0 if it does not parse.
double meaning_credit(const World& world, const data::Row& row, std::string_view hypothesis);

}  // namespace dragoman::worlds
