#include "text/decoder.h"

#include "text/byte_level.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

class ByteLevelDecoder final : public Decoder {
 public:
  std::string decode(std::span<const std::string_view> tokens) const override {
    std::string bytes;
    for (const std::string_view token : tokens) append_token_bytes(token, bytes);
    return first_invalid_utf8(bytes) ? repair_utf8(bytes) : bytes;
  }
};

}  // namespace

std::unique_ptr<Decoder> make_decoder(const JsonPlace& place) {
  const std::string type = place.type();
  if (type == "ByteLevel") return std::make_unique<ByteLevelDecoder>();
  place.unsupported("the decoder " + type);
}

}  // namespace dragoman::text
