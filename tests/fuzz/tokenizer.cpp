// A tokenizer.json, a zero byte, a text: the file may be refused; with one that is accepted every
// text becomes ids, and the ids become UTF-8 again.
#include "text/tokenizer.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const std::string_view bytes = fuzz::text_of(data, size);
  const size_t end = std::min(bytes.find('\0'), bytes.size());
  return fuzz::run([&] {
    const auto tokenizer = text::Tokenizer::parse(std::string(bytes.substr(0, end)), "", "fuzz");
    for (const bool special : {false, true}) {
      const auto ids = tokenizer.encode(bytes.substr(end), special);
      fuzz::expect(fuzz::is_utf8(tokenizer.decode(ids, special)), "decoded text is UTF-8");
    }
  });
}
