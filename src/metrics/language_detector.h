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

// The detector_code of a text's language; "" when it cannot tell reliably. Thread-safe.
std::string detect_language(std::string_view text);

}  // namespace dragoman::metrics
