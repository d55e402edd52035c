// RoBERTa, XLM-R and InfoXLM: BERT whose position table starts behind the padding's id.
#include "checkpoints/encoder_config.h"

namespace dragoman::checkpoints {
namespace {

void read_roberta(const ConfigReader& reader, EncoderConfig& config) {
  config.prefix = "roberta.";
  config.pad_token_id = reader.get<int64_t>("pad_token_id", 1);
  config.positions_behind_padding = true;
}

}  // namespace

EncoderFamily roberta() { return {"roberta", &read_roberta}; }

EncoderFamily xlm_roberta() { return {"xlm-roberta", &read_roberta}; }

}  // namespace dragoman::checkpoints
