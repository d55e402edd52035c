// Unicode's normal forms as `tokenizers` has them: of Unicode 9. Newer characters stay as they are.
#pragma once

#include <string>
#include <string_view>

#include "text/normalize.h"

namespace dragoman::text {

std::string normalize_old(std::string_view text, NormalForm form);

}  // namespace dragoman::text
