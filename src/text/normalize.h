// Unicode normal forms and letter case, through ICU. Free of locales: the same text gives the same
// result on every machine. Input must be UTF-8; ill-formed bytes come out as U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace dragoman::text {

enum class NormalForm { kNfc, kNfd, kNfkc, kNfkd };

std::string normalize(std::string_view text, NormalForm form);
bool is_normalized(std::string_view text, NormalForm form);

// str.lower() and str.upper(): full mappings (İ becomes two code points), final sigma by context.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

// str.casefold(): full case folding, for comparison only.
std::string fold_case(std::string_view text);

}  // namespace dragoman::text
