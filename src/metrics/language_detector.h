// CLD2, the compact language detector: about 80 languages by script and letter groups.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::metrics {

// Language codes are compared without region or script ("pt-BR" is "pt"), and those count as one
// that the detector mixes up in a sentence: Norwegian's forms, Bosnian with Croatian and Serbian,
// Malay with Indonesian.
std::string detector_code(std::string_view language);

// Whether the detector knows the language at all.
bool detector_knows(std::string_view language);

struct LanguageGuess {
  std::string language;  // detector_code; "" when it cannot be told reliably
  double score = 0.0;    // in [0, 1]; what it means, each detector says
};

// The score is the share of the text's bytes that are of this language. Thread-safe.
LanguageGuess guess_language(std::string_view text);

// The language alone.
std::string detect_language(std::string_view text);

}  // namespace dragoman::metrics
