#include "text/decoder.h"

#include "text/builders.h"
#include "text/byte_level.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

class ByteLevelDecoder final : public TokenDecoder {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    tokens = {decode(std::vector<std::string_view>(tokens.begin(), tokens.end()))};
  }

  std::string decode(std::span<const std::string_view> tokens) const override {
    std::string bytes;
    for (const std::string_view token : tokens) append_token_bytes(token, bytes);
    return first_invalid_utf8(bytes) ? repair_utf8(bytes) : bytes;
  }

  std::optional<std::string> raw_bytes(std::string_view token) const override {
    std::string bytes;
    append_token_bytes(token, bytes);
    return bytes;
  }
};

std::unique_ptr<TokenDecoder> make_byte_level_decoder(const JsonPlace&) {
  return std::make_unique<ByteLevelDecoder>();
}

class DecoderSequence final : public TokenDecoder {
 public:
  explicit DecoderSequence(std::vector<std::unique_ptr<TokenDecoder>> parts)
      : parts_(std::move(parts)) {}

  void apply(std::vector<std::string>& tokens) const override {
    for (const auto& part : parts_) part->apply(tokens);
  }

  std::optional<std::string> raw_bytes(std::string_view token) const override {
    for (const auto& part : parts_)
      if (auto bytes = part->raw_bytes(token)) return bytes;
    return std::nullopt;
  }

 private:
  std::vector<std::unique_ptr<TokenDecoder>> parts_;
};

std::unique_ptr<TokenDecoder> make_decoder_sequence(const JsonPlace& place) {
  std::vector<std::unique_ptr<TokenDecoder>> parts;
  for (const JsonPlace& item : place.items("decoders")) parts.push_back(make_decoder(item));
  return std::make_unique<DecoderSequence>(std::move(parts));
}

constexpr Builder<TokenDecoder> kBuilders[] = {
    {"BPEDecoder", make_bpe_decoder},       {"ByteFallback", make_byte_fallback_decoder},
    {"ByteLevel", make_byte_level_decoder}, {"Fuse", make_fuse_decoder},
    {"Metaspace", make_metaspace_decoder},  {"Replace", make_replace_decoder},
    {"Sequence", make_decoder_sequence},    {"Strip", make_strip_decoder},
    {"WordPiece", make_word_piece_decoder},
};

}  // namespace

std::string TokenDecoder::decode(std::span<const std::string_view> tokens) const {
  std::vector<std::string> strings(tokens.begin(), tokens.end());
  apply(strings);
  std::string text;
  for (const std::string& token : strings) text += token;
  return text;
}

std::unique_ptr<TokenDecoder> make_decoder(const JsonPlace& place) {
  return build<TokenDecoder>(kBuilders, "decoder", place);
}

}  // namespace dragoman::text
