// The files of a model's folder besides its weights: tokenizer, template, defaults, and whatever
// else somebody put there.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.h"

namespace dragoman::checkpoints {

// Whether the file holds weights, in any program's format, or says where they lie.
bool holds_weights(const Path& file);

// Whether the file belongs to a tokenizer or its template.
bool is_of_tokenizer(const Path& file);

// Whether a tokenizer lies in the folder.
bool has_tokenizer(const Path& folder);

// Copies what `wanted` accepts (paths are relative to `from`, folders within it included) and is
// not in `to` yet. Weights, hidden files and a trainer's state are never copied.
void copy_companions(const Path& from, const Path& to,
                     const std::function<bool(const Path& file)>& wanted);

// Weights in `folder` in formats that are not safetensors.
std::vector<std::string> other_weights(const Path& folder);

}  // namespace dragoman::checkpoints
