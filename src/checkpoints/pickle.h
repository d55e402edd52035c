// Python's pickle format, read as a description: nothing is imported, called or executed. A call
// that the pickle asks for becomes a value that says which function and with what; so does every
// object. What such a call means is for the caller to decide, by the function's name.
//
// Protocols 2 to 5; the operations are those of the format's own description in Python's
// pickletools.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoints/byte_reader.h"

namespace dragoman::checkpoints {

using PickleId = uint32_t;

struct PickleValue {
  enum class Kind : uint8_t {
    kNone,
    kBoolean,     // number 0 or 1
    kInteger,     // number
    kReal,        // not kept
    kBig,         // an integer of more than 64 bits: its little-endian bytes in text
    kText,        // text, UTF-8 or (of Python 2) any bytes
    kBytes,       // text
    kTuple,       // items
    kList,        // items
    kSet,         // items
    kDict,        // items: key, value, key, value, …
    kGlobal,      // a name of a module: "module" in text, "name" in name
    kCall,        // items: function, arguments (a tuple), then key, value, … put in afterwards
    kPersistent,  // something kept outside the pickle: its id in items[0]
  };
  Kind kind = Kind::kNone;
  int64_t number = 0;
  std::string_view text;
  std::string_view name;
  std::vector<PickleId> items;
};

// One pickle at the beginning of `bytes`, which outlive it. Values may share parts, and contain
// themselves: who walks them needs a limit. Memory is at most some 100 bytes for each byte read,
// and not more than half a GB. What is malformed or of another protocol is an Error that starts
// with `where`.
class Pickle {
 public:
  Pickle(Bytes bytes, const std::string& where);

  const PickleValue& root() const { return values_[root_]; }
  const PickleValue& at(PickleId id) const { return values_[id]; }
  const std::vector<PickleValue>& values() const { return values_; }  // in the order of making
  uint64_t size() const { return size_; }  // bytes read, its end mark included

 private:
  std::vector<PickleValue> values_;
  PickleId root_ = 0;
  uint64_t size_ = 0;
};

}  // namespace dragoman::checkpoints
