// The test sets that sacreBLEU has downloaded: CACHE/wmt17/wmt17.en-de.src and the like, a file a
// field. Fields are src, the references (ref, or ref:A … where there are several), docid, genre,
// origlang, domain, and the outputs of systems.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::data {

// `cache` is sacrebleu_folder() (base/user_folders.h), here and below. The names of all test sets
// in the cache, sorted.
std::vector<std::string> cached_test_sets(const Path& cache);

// The language pairs that a test set has there, sorted.
std::vector<std::string> cached_pairs(const Path& cache, const std::string& set);

class CachedTestSet {
 public:
  // A set or pair that is not there is the user's error, which says what is.
  CachedTestSet(Path cache, std::string set, std::string pair);

  const std::vector<std::string>& fields() const { return fields_; }
  bool has(const std::string& field) const;

  // The fields that hypotheses are compared with: those that sacreBLEU's own table prefers for the
  // sets from 2021 on, else all references.
  std::vector<std::string> reference_fields() const;

  // Its lines without white space at the end. An unknown field is the user's error; "ref" is the
  // first reference where there are several.
  std::vector<std::string> read(const std::string& field) const;

 private:
  Path file(const std::string& field) const;

  Path cache_;
  std::string set_;
  std::string pair_;
  std::vector<std::string> fields_;
};

}  // namespace dragoman::data
