// What a COMET folder's hparams.yaml says (Rei et al. 2020, 2022): the class of the metric and the
// parts it is made of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "checkpoints/encoder_config.h"

namespace dragoman::checkpoints {

enum class CometClass { kRegression, kReferenceless, kUnified };

struct CometConfig {
  std::string where;       // the file, for messages
  std::string class_name;  // as the file writes it
  CometClass kind = CometClass::kRegression;
  std::string encoder_model = "XLM-RoBERTa";  // or BERT, MiniLM
  std::optional<int64_t> layer;               // nullopt: a mix of all
  bool sparse_mix = false;                    // sparsemax in place of softmax
  bool layer_norm = true;
  Pooling pooling = Pooling::kMean;
  std::vector<int64_t> hidden_sizes;
  std::string activation = "tanh";
  std::string final_activation;  // "": none
  bool with_source = true;       // of a unified metric's sequence
  bool with_reference = true;
};

// Reads FOLDER/hparams.yaml. A class, encoder or part that is not supported is an Error that says
// what is.
CometConfig read_comet_config(const Path& folder);

}  // namespace dragoman::checkpoints
