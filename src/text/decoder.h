// Token strings back to text. Each kind has a builder and one line in decoder.cpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/json_place.h"

namespace dragoman::text {

// One step: token strings to token strings. Threads may share a decoder.
class TokenDecoder {
 public:
  virtual ~TokenDecoder() = default;

  virtual void apply(std::vector<std::string>& tokens) const = 0;

  // The bytes of a token whose text is no UTF-8 by itself; nothing where `decode` tells all of it.
  virtual std::optional<std::string> raw_bytes(std::string_view /*token*/) const {
    return std::nullopt;
  }

  // What the tokens are after this step, in one string.
  virtual std::string decode(std::span<const std::string_view> tokens) const;
};

// From "decoder" of a tokenizer.json; one that is not known is an Error naming it.
std::unique_ptr<TokenDecoder> make_decoder(const JsonPlace& place);

std::unique_ptr<TokenDecoder> make_bpe_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_byte_fallback_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_fuse_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_metaspace_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_replace_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_strip_decoder(const JsonPlace& place);
std::unique_ptr<TokenDecoder> make_word_piece_decoder(const JsonPlace& place);

}  // namespace dragoman::text
