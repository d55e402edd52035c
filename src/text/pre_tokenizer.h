// Cuts text into the pieces that a model sees one by one. Each kind has a builder and one line
// in pre_tokenizer.cpp.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_place.h"

namespace dragoman::text {

// The pieces of one text, in order: views into the text or into strings kept here.
struct Pieces {
  std::vector<std::string_view> views;
  std::deque<std::string> owned;
  const char* start = nullptr;  // of the whole text: a piece that begins there is the first
};

class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  // Appends the pieces of `text` (UTF-8), none of them empty. Threads may share a pre-tokenizer.
  virtual void split(std::string_view text, Pieces& pieces) const = 0;
  // Whether pieces go to the model as bytes (the byte-level alphabet).
  virtual bool byte_level() const { return false; }
};

// From "pre_tokenizer" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<PreTokenizer> make_pre_tokenizer(const JsonPlace& place);

std::unique_ptr<PreTokenizer> make_bert_split(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_byte_level(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_char_delimiter_split(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_digits(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_metaspace(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_punctuation(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_split(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_unicode_scripts(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_whitespace(const JsonPlace& place);
std::unique_ptr<PreTokenizer> make_whitespace_split(const JsonPlace& place);

}  // namespace dragoman::text
