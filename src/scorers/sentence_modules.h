// The description of a sentence-transformers folder.
#pragma once

#include <optional>
#include <string>

#include "base/files.h"
#include "scorers/reduction.h"

namespace dragoman::scorers {

struct SentenceModules {
  Path encoder;  // folder of the encoder and its tokenizer
  std::optional<int64_t> max_seq_length;
  bool lowercase = false;
  std::string prompt;  // put before every text
  Pooling pooling = Pooling::kMean;
  bool normalize = false;
};

// "mean", "max", "cls", or an old file's name of one; `where` starts the message of another name.
Pooling pooling_named(const std::string& name, const std::string& where);

// Of a folder with or without modules.json. What can't be done is an Error naming file and key.
SentenceModules read_sentence_modules(const Path& folder);

}  // namespace dragoman::scorers
