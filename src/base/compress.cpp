#include "base/compress.h"

#include <zstd.h>

#include "base/error.h"

namespace dragoman {

std::string zstd_frame(std::string_view bytes) {
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const size_t size =
      ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), ZSTD_CLEVEL_DEFAULT);
  DRAGOMAN_CHECK(!ZSTD_isError(size), "a buffer of the bound's size is enough");
  frame.resize(size);
  return frame;
}

}  // namespace dragoman
