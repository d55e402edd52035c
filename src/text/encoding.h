// Lines in other encodings than UTF-8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct UConverter;

namespace dragoman::text {

// Names as ICU knows them: "latin-1", "cp1252", "shift_jis", "gb18030". One that is unknown, or
// whose lines do not end in the one byte '\n', is the user's error. Not thread-safe.
class Decoder {
 public:
  explicit Decoder(const std::string& encoding);

  // The line becomes UTF-8; false where its bytes mean nothing.
  bool decode(std::string& line);

  // The user's error about such a line; `where` starts it.
  [[noreturn]] void refuse(std::string_view line, std::string_view where) const;

 private:
  struct Close {
    void operator()(UConverter* converter) const;
  };
  std::string encoding_;
  std::unique_ptr<UConverter, Close> converter_;  // none for UTF-8
};

}  // namespace dragoman::text
