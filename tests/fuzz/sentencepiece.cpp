// A SentencePiece model, a zero byte twice, a text: the file may be refused; with one that is
// accepted every text becomes ids, and the ids become UTF-8 again.
#include "fuzz.h"
#include "text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  constexpr std::string_view kEnd("\0\0", 2);
  const std::string_view bytes = fuzz::text_of(data, size);
  const size_t end = std::min(bytes.rfind(kEnd), bytes.size());
  return fuzz::run([&] {
    const auto tokenizer = text::Tokenizer::load(fuzz::as_file(bytes.substr(0, end), ".model"));
    const auto ids = tokenizer.encode(bytes.substr(end), /*add_special_tokens=*/true);
    fuzz::expect(fuzz::is_utf8(tokenizer.decode(ids, false)), "decoded text is UTF-8");
  });
}
