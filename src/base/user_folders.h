// Folders that other programs keep for their user.
#pragma once

#include "base/files.h"

namespace dragoman {

// Where sacreBLEU puts what it downloads: $SACREBLEU, else ~/.sacrebleu.
Path sacrebleu_folder();

}  // namespace dragoman
