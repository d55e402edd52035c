// What a tokenizer.json does to text before anything else.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "text/json_place.h"

namespace dragoman::text {

class Normalizer {
 public:
  virtual ~Normalizer() = default;
  // The normalized text: `text` itself where nothing changes, else a view of `storage`.
  virtual std::string_view apply(std::string_view text, std::string& storage) const = 0;
};

// From "normalizer" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<Normalizer> make_normalizer(const JsonPlace& place);

}  // namespace dragoman::text
