// Lines in other encodings than UTF-8.
#pragma once

#include <memory>
#include <string>

#include "base/line_reader.h"

struct UConverter;

namespace dragoman::text {

// Names as ICU knows them: "latin-1", "cp1252", "shift_jis", "gb18030". One that is unknown, or
// whose lines do not end in the one byte '\n', is the user's error. Not thread-safe.
class Decoder {
 public:
  explicit Decoder(const std::string& encoding);

  // The line that `reader` last gave becomes UTF-8. Bytes that mean nothing are the user's error,
  // which names the place.
  void decode(std::string& line, const LineReader& reader);

 private:
  struct Close {
    void operator()(UConverter* converter) const;
  };
  std::string encoding_;
  std::unique_ptr<UConverter, Close> converter_;  // none for UTF-8
};

}  // namespace dragoman::text
