// What the Metaspace pre-tokenizer and decoder have in common.
#pragma once

#include <string>

#include "text/json_place.h"

namespace dragoman::text {

enum class PrependScheme { kAlways, kFirst, kNever };

struct MetaspaceOptions {
  std::string replacement;                        // one character, for the space
  PrependScheme scheme = PrependScheme::kAlways;  // where text without one gets one in front
};

MetaspaceOptions read_metaspace(const JsonPlace& place);

}  // namespace dragoman::text
