// BERT, and what is built like it: MiniLM, most sentence encoders of English.
#include "checkpoints/encoder_config.h"

namespace dragoman::checkpoints {
namespace {

void read_bert(const ConfigReader& reader, EncoderConfig& config) {
  config.prefix = "bert.";
  config.pad_token_id = reader.get<int64_t>("pad_token_id", 0);
}

}  // namespace

EncoderFamily bert() { return {"bert", &read_bert}; }

}  // namespace dragoman::checkpoints
