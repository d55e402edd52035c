// Compression of pieces that stand alone.
#pragma once

#include <string>
#include <string_view>

namespace dragoman {

// `bytes` as one complete zstd frame. Frames written one after the other are a .zst file, which
// stays readable up to the last whole frame wherever it is cut.
std::string zstd_frame(std::string_view bytes);

}  // namespace dragoman
