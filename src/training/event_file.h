// Scalars for TensorBoard: a file of records, each a length, a payload and masked CRC-32C sums of
// both; a payload is a tensorflow.Event in protocol-buffer encoding, written by hand.
#pragma once

#include <memory>
#include <optional>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::training {

class EventFile {
 public:
  // Makes a new events file in `folder`. Records of steps after `last_step` are first cut off the
  // files of earlier executions, so that no step is there twice; none: the files are removed.
  EventFile(const Path& folder, std::optional<int64_t> last_step);

  // One record with a scalar for every number of `line` but its "step".
  void add(const Json& line);

 private:
  std::unique_ptr<AppendFile> file_;
};

}  // namespace dragoman::training
