// The parts of a tokenizer.json (normalizer, pre-tokenizer, decoder) are told apart by their
// "type".
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "text/json_place.h"

namespace dragoman::text {

template <class Part>
struct Builder {
  std::string_view type;
  std::unique_ptr<Part> (*make)(const JsonPlace& place);
};

// A type that none of them has is an Error naming it; `what` says of what kind it is.
template <class Part>
std::unique_ptr<Part> build(std::span<const Builder<Part>> builders, std::string_view what,
                            const JsonPlace& place) {
  const std::string type = place.type();
  for (const Builder<Part>& builder : builders)
    if (builder.type == type) return builder.make(place);
  place.unsupported("the " + std::string(what) + " " + type);
}

}  // namespace dragoman::text
