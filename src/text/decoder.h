// Token strings back to text.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "text/json_place.h"

namespace dragoman::text {

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual std::string decode(std::span<const std::string_view> tokens) const = 0;  // UTF-8
};

// From "decoder" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<Decoder> make_decoder(const JsonPlace& place);

}  // namespace dragoman::text
