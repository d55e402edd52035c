// The container that torch.save writes: one pickle and the storages it speaks of. Today that is a
// zip archive; before torch 1.6 it was a row of pickles behind a magic number.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "checkpoints/pickle.h"
#include "checkpoints/stored_tensor.h"

namespace dragoman::checkpoints {

struct TorchArchive {
  Pickle pickle;
  // The bytes of a storage by its key; an Error when there is none.
  std::function<Bytes(std::string_view key)> storage;
};

// A piece of memory as a pickle names it.
struct StorageName {
  std::string_view key;
  std::string type;              // its class, "torch.FloatStorage"
  const Dtype* dtype = nullptr;  // of the class; bytes for an untyped one; nullptr if not known
  int64_t count = 0;             // elements
  int64_t begin = 0;             // of a part of it, in elements
};

// nullopt when the value names none.
std::optional<StorageName> read_storage_name(const Pickle& pickle, const PickleValue& value);

// "torch._utils._rebuild_tensor_v2"; of a very long one the beginning.
std::string full_name(const PickleValue& global);

// A view of `file`, which outlives it. Errors start with `where` and say what to do instead where a
// file of another kind is recognised.
TorchArchive open_torch_archive(Bytes file, const std::string& where);

}  // namespace dragoman::checkpoints
