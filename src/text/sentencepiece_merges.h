// The merges of a SentencePiece model of byte-pair encoding, which its file does not list.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "text/sentencepiece_model.h"

namespace dragoman::text {

// Every two pieces whose texts make a third one, by rank: the better score of the third first, then
// its lower id, then the shorter left piece, as `transformers` lists them.
std::vector<std::pair<std::string, std::string>> sentencepiece_merges(
    const SentencepieceModel& model);

}  // namespace dragoman::text
