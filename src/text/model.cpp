#include "text/model.h"

namespace dragoman::text {

std::unique_ptr<Model> make_model(const ModelParts& parts) {
  const std::string type = parts.place.has("type") ? parts.place.type() : "BPE";
  if (type != "BPE") parts.place.unsupported("the model " + type);
  if (!parts.byte_level) parts.place.unsupported("BPE without the ByteLevel pre-tokenizer");
  return make_byte_level_bpe(parts);
}

}  // namespace dragoman::text
