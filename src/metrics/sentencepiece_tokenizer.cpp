#include <sentencepiece_processor.h>

#include <filesystem>
#include <memory>

#include "base/error.h"
#include "metrics/learned_tokenizers.h"

namespace dragoman::metrics {

LoadedTokenizer load_sentencepiece(const std::string& file, std::string name) {
  if (!std::filesystem::is_regular_file(file)) throw_input("{}: no such file", file);
  auto processor = std::make_shared<sentencepiece::SentencePieceProcessor>();
  if (!processor->Load(file).ok()) throw_input("{} is not a SentencePiece model", file);
  const auto tokenize = [processor](std::string_view text) {
    std::vector<std::string> pieces;
    if (const auto status = processor->Encode(text, &pieces); !status.ok())
      throw_failure("SentencePiece: {}", status.ToString());
    std::string out;
    for (const std::string& piece : pieces) {
      if (!out.empty()) out += ' ';
      out += piece;
    }
    return out;
  };
  return {tokenize, std::move(name)};
}

}  // namespace dragoman::metrics
