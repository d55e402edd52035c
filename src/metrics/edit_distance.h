// Levenshtein distance with unit costs, over anything comparable; over text it runs on bit vectors
// (Myers, 1999; blocks after Hyyrö, 2003), 64 cells of the matrix at a time. No shifts: that is
// TER.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/levenshtein.h"
#include "config/fields.h"

namespace dragoman::metrics {

// The bit-vector method. Symbols may be any numbers; equal ones match.
int64_t fast_edit_distance(std::span<const uint32_t> a, std::span<const uint32_t> b);

struct EditConfig {
  std::string unit = "character";
  std::string tokenize = "intl";
  std::string normalizer = "max";
  bool lowercase = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("unit", unit, "what is inserted, deleted and replaced",
          config::OneOf{{"character", "word", "token"}});
    visit("tokenize", tokenize, "of unit token: the tokenizer of BLEU that splits",
          config::OneOf{{"zh", "13a", "intl", "char"}});
    visit("normalizer", normalizer, "the length that divides the distance",
          config::OneOf{{"max", "reference", "sum"}});
    visit("lowercase", lowercase, "ignore case");
  }
};

struct EditDistance {
  int64_t edits = 0;
  int64_t length = 0;  // by the normaliser; at least 1

  double normalized() const { return static_cast<double>(edits) / static_cast<double>(length); }
};

// White-space runs count as one space and none at the ends; characters are code points of the text
// in Unicode's composed form (NFC). Words are split at white space, tokens also at punctuation.
EditDistance edit_distance(std::string_view hypothesis, std::string_view reference,
                           const EditConfig& config = {});

}  // namespace dragoman::metrics
