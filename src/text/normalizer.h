// What a tokenizer.json does to text before anything else. Each kind has a builder and one line in
// normalizer.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/json_place.h"

namespace dragoman::text {

class Normalizer {
 public:
  virtual ~Normalizer() = default;
  // The normalized text: `text` itself or a part of it, else a view of `storage`, which comes in
  // empty. Threads may share a normalizer.
  virtual std::string_view apply(std::string_view text, std::string& storage) const = 0;
};

// From "normalizer" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<Normalizer> make_normalizer(const JsonPlace& place);

std::unique_ptr<Normalizer> make_bert_normalizer(const JsonPlace& place);
std::unique_ptr<Normalizer> make_byte_level_normalizer(const JsonPlace& place);
std::unique_ptr<Normalizer> make_lowercase(const JsonPlace& place);
std::unique_ptr<Normalizer> make_nmt(const JsonPlace& place);
std::unique_ptr<Normalizer> make_precompiled(const JsonPlace& place);
std::unique_ptr<Normalizer> make_prepend(const JsonPlace& place);
std::unique_ptr<Normalizer> make_replace(const JsonPlace& place);
std::unique_ptr<Normalizer> make_strip(const JsonPlace& place);
std::unique_ptr<Normalizer> make_strip_accents(const JsonPlace& place);

}  // namespace dragoman::text
