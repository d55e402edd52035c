#include "text/model.h"

#include "base/error.h"
#include "text/byte_level.h"

namespace dragoman::text {
namespace {

// A model whose vocabulary writes bytes as characters, fed with bytes.
class OverBytes final : public Model {
 public:
  explicit OverBytes(std::unique_ptr<Model> model) : model_(std::move(model)) {}

  void encode(std::string_view piece, std::vector<TokenId>& ids) const override {
    model_->encode(to_byte_characters(piece), ids);
  }

 private:
  std::unique_ptr<Model> model_;
};

std::string string_or_empty(const JsonPlace& place, const char* key) {
  return place.has(key) ? place.string(key) : "";
}

BpeOptions bpe_options(const ModelParts& parts) {
  const JsonPlace& place = parts.place;
  if (place.has("dropout") && place.value()["dropout"] != 0.0) place.unsupported("dropout");
  BpeOptions options{.fuse_unknown = place.flag("fuse_unk", false),
                     .byte_fallback = place.flag("byte_fallback", false),
                     .ignore_merges = place.flag("ignore_merges", false),
                     .continuing_prefix = string_or_empty(place, "continuing_subword_prefix"),
                     .word_suffix = string_or_empty(place, "end_of_word_suffix")};
  if (place.has("unk_token")) {
    const auto id = parts.vocabulary.find(place.string("unk_token"));
    if (!id) throw_input("{}: unk_token is not in the vocabulary", place.where());
    options.unknown = *id;
  }
  return options;
}

std::unique_ptr<Model> over_bytes(const ModelParts& parts, std::unique_ptr<Model> model) {
  if (!parts.byte_level) return model;
  return std::make_unique<OverBytes>(std::move(model));
}

std::unique_ptr<Model> make_bpe(const ModelParts& parts) {
  const BpeOptions options = bpe_options(parts);
  const bool plain = options.continuing_prefix.empty() && options.word_suffix.empty();
  if (parts.byte_level && plain && !options.byte_fallback)
    return make_byte_level_bpe(parts, options);
  return over_bytes(parts, make_character_bpe(parts, options));
}

// Files from before models had a "type" are told apart by their fields.
std::string type_of(const ModelParts& parts) {
  if (parts.place.has("type")) return parts.place.type();
  if (!parts.file.scores.empty()) return "Unigram";
  return parts.place.has("max_input_chars_per_word") ? "WordPiece" : "BPE";
}

}  // namespace

std::unique_ptr<Model> make_model(const ModelParts& parts) {
  const std::string type = type_of(parts);
  if (type == "BPE") return make_bpe(parts);
  if (type == "Unigram") return over_bytes(parts, make_unigram(parts));
  if (type == "WordPiece") return over_bytes(parts, make_word_piece(parts));
  parts.place.unsupported("the model " + type);
}

}  // namespace dragoman::text
