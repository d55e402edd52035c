// BLEU's tokenizers that read files of their own: a SentencePiece model or a MeCab dictionary.
#pragma once

#include "metrics/tokenizer.h"

namespace dragoman::metrics {

// The pieces of a SentencePiece model (unigram or BPE) after its own normalisation. A file that is
// no such model is the user's error. `name` is what signatures show.
LoadedTokenizer load_sentencepiece(const std::string& file, std::string name);

enum class MecabLanguage { kJapanese, kKorean };

// The words that MeCab finds with the UTF-8 dictionary in `folder`; Korean with the penalties on
// white space of mecab-ko 0.9.2, which the dictionary's dicrc lists. Signatures name the dictionary
// IPA or KO where it has the number of entries that sacreBLEU insists on, else by its folder and
// size.
LoadedTokenizer load_mecab(const std::string& folder, MecabLanguage language);

}  // namespace dragoman::metrics
