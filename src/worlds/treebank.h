// Sentences of a world as CoNLL-U, the format of treebanks (universaldependencies.org/format.html).
#pragma once

#include <string>

#include "worlds/world.h"

namespace dragoman::worlds {

// One sentence: comments with its id, text and translation into the first language (text_en), a
// line a word with the gloss in MISC, and a blank line. "" where the world has no trees of the
// language.
std::string conllu(const World& world, const Meaning& meaning, const std::string& language,
                   const std::string& id, Rng& rng);

}  // namespace dragoman::worlds
