// Classes of characters as the parts of a tokenizer.json mean them. Where `tokenizers` reads an old
// table, the version of Unicode is given: newer characters are in no class.
#pragma once

#include <cstdint>

namespace dragoman::text {

bool is_word_character(char32_t c);   // \w of Rust's regex: letters, marks, digits, connectors
bool is_numeric(char32_t c);          // char::is_numeric of Rust: categories Nd, Nl and No
bool is_punctuation(char32_t c);      // categories P* of Unicode 8, and all signs of ASCII
bool is_mark(char32_t c);             // categories M* of Unicode 9
bool is_nonspacing_mark(char32_t c);  // category Mn of Unicode 8
bool is_control(char32_t c);          // Cc, Cf, Co of Unicode 8, without tab and line ends
bool is_ideograph(char32_t c);        // the blocks that BERT calls Chinese

// Whether version `unicode` (its first number) has the character; true for what none has.
bool is_in_unicode(char32_t c, uint8_t unicode);

// One character to its lower case, whatever stands beside it; U+0130 alone becomes two.
char32_t lower_character(char32_t c);

}  // namespace dragoman::text
