// Everything that reads a file of text, over arbitrary bytes: the first byte chooses the reader.
#include "base/line_reader.h"
#include "data/reader.h"
#include "fuzz.h"
#include "metrics/mentions.h"
#include "text/encoding.h"

namespace dragoman {
namespace {

void read_rows(data::Reader& reader) {
  data::Row row;
  while (reader.next(row)) fuzz::expect(fuzz::is_utf8(row.source), "a row's text is UTF-8");
}

void read_lines(const Path& path, const char* encoding) {
  text::Decoder decoder(encoding);
  LineReader reader(path);
  for (std::string line; reader.next(line);)
    if (decoder.decode(line)) fuzz::expect(fuzz::is_utf8(line), "decoded text is UTF-8");
}

void read_with(uint8_t choice, std::string_view bytes) {
  const auto file = [&](const char* suffix) { return fuzz::as_file(bytes, suffix); };
  switch (choice % 8) {
    case 0: return read_rows(*data::open_jsonl(file(".jsonl"), {}));
    case 1: return read_rows(*data::open_tsv(file(".tsv"), {}));
    case 2: return read_rows(*data::open_tsv(file(".tsv"), {.header = true}));
    case 3: return read_rows(*data::open_parallel({file(".txt")}, {}));
    case 4: return void(metrics::read_entities(file(".jsonl")));
    case 5: return void(metrics::read_terms(file(".tsv"), {"a source", "another one"}));
    case 6: return void(metrics::read_terms(file(".jsonl"), {"a source", "another one"}));
    default: return read_lines(file(".txt"), choice & 8 ? "utf-8" : "shift_jis");
  }
}

}  // namespace
}  // namespace dragoman

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  if (size == 0) return 0;
  return fuzz::run([&] { read_with(data[0], fuzz::text_of(data + 1, size - 1)); });
}
