// The sentences of a grammar book that say how a language marks what.
#pragma once

#include <string>
#include <vector>

#include "worlds/daughter.h"

namespace dragoman::worlds {

class MarkFacts {
 public:
  explicit MarkFacts(const Daughter& language) : language_(language) {}

  // "The plural is marked by the suffix -ka.": by what the bundle has and the bare word has not.
  std::string noun(const std::string& what, const NounBundle& bundle) const;
  std::string verb(const std::string& what, const VerbBundle& bundle) const;

  // Every case of a number, "singular " or "plural "; "" where the two are marked apart.
  void add_cases(const std::string& number, std::vector<std::string>& facts) const;
  // Tenses and persons.
  void add_tenses(std::vector<std::string>& facts) const;

 private:
  const Daughter& language_;
};

}  // namespace dragoman::worlds
