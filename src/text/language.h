// Language codes and names. Data sets write one language in many ways (eng, eng_Latn, en_US, iw);
// everything here speaks one form: BCP 47 with the shortest language subtag, the script only where
// it is not the language's usual one, and the region where it was given. ICU knows the languages.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

// "eng_Latn" -> "en", "zho_Hant" -> "zh-Hant", "zh-Hans" -> "zh", "pt_BR" -> "pt-BR", "iw" -> "he".
// Codes that ICU does not know (a world's own) come back as they are.
std::string normalize_language(std::string_view code);

// The subtag alone: "zh_TW" -> "zh".
std::string base_language(std::string_view code);

// In English: "de" -> "German", "pt-BR" -> "Brazilian Portuguese", "zho_Hans" -> "Simplified
// Chinese", "eng_Latn" -> "English". The code itself where ICU has no name.
std::string language_name(std::string_view code);

struct Direction {
  std::string source;  // normalised
  std::string target;

  std::string text() const { return source + "-" + target; }
};

// "en-de", "en-pt-BR", "zh-Hans-en", "eng_Latn-deu_Latn". After a hyphen a region must be in
// capitals, as it could not be told from a language; anything else is the user's error.
Direction parse_direction(std::string_view text);

}  // namespace dragoman::text
