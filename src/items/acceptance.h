// Whether a translated question is still the same question: the checks of an answer-preserving
// pipeline (Translate-R1, Jayarao et al. 2026, which reports 98.4 % fidelity and no details; the
// checks are ours).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "items/item.h"
#include "items/protection.h"

namespace dragoman::items {

struct AcceptanceConfig {
  double min_length_ratio = 0.4;  // code points of a translation by those of its source
  double max_length_ratio = 2.5;
  double min_chrf = 0.4;  // of the way there and back, 0 … 1
  bool names = true;      // whether the same names must come back
};

// An item on its way: `source` is its text with placeholders, which both translations still have.
struct Candidate {
  Item item;
  Protected source;
  std::string translation;
  std::string back_translation;  // into English, by another model or with another seed
};

// Why a translation is refused, in the order of the checks: the cheap ones first.
enum class Refusal {
  kPlaceholders,  // one is missing, doubled or invented
  kOptions,       // their number or their order
  kNumerals,      // digits beside the placeholders
  kLanguage,      // not the language that was asked for
  kLength,        // far too short or too long
  kNames,         // others came back
  kBackTranslation,
  kAnswer,  // a solver finds another one
};

inline constexpr size_t kRefusals = 8;

std::string_view name_of(Refusal refusal);  // "placeholders", "options", …

// Whether a text, without placeholders, is in the language asked for.
using InLanguage = std::function<bool(std::string_view)>;

// The answer that a solver gives to an item in English; it has not seen item.answer.
using Solver = std::function<std::string(const Item& item)>;

// By the language detector, for the languages that it knows; another is the user's error.
InLanguage detected(std::string_view language);

// Immutable: any number of threads may judge.
class Acceptance {
 public:
  // Without a solver the answer is not checked.
  Acceptance(AcceptanceConfig config, InLanguage in_language, Solver solver = {});

  // The first check that fails; nothing for a translation that is accepted.
  std::optional<Refusal> judge(const Candidate& candidate) const;

 private:
  bool fails(Refusal check, const Candidate& candidate, const std::string& back) const;
  bool fails_length(const Candidate& candidate) const;
  bool fails_answer(const Item& item, const std::string& back) const;

  AcceptanceConfig config_;
  InLanguage in_language_;
  Solver solver_;
};

// Judged items, by outcome.
struct Tally {
  int64_t accepted = 0;
  std::array<int64_t, kRefusals> refused{};

  void count(std::optional<Refusal> refusal);
  std::string text() const;  // "941 of 1000 accepted; refused: options 12, answer 47"
};

}  // namespace dragoman::items
