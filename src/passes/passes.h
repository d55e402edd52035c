// A decoder's pass and that of the head on top, side by side.
#pragma once

#include "passes/decoder.h"
#include "passes/head.h"

namespace dragoman::passes {

struct Passes {
  DecoderPass decoder;
  HeadPass head;
};

}  // namespace dragoman::passes
