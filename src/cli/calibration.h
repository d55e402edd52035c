// What goes into a model's layers on texts of its domain.
#pragma once

#include <vector>

#include "base/files.h"
#include "merging/method.h"

namespace dragoman::cli {

// Of each model on its file of JSON lines, {"text"} or {"input_ids"}; `most` tokens of a file are
// read, in sequences no longer than the model takes. The tensor modules load here.
std::vector<merging::Moments> measure_moments(const std::vector<Path>& models,
                                              const std::vector<Path>& files, int64_t most);

}  // namespace dragoman::cli
