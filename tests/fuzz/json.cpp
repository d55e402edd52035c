// JSON out of arbitrary bytes: it may be refused, and what is read can be written and read again.
#include "base/json.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  return fuzz::run([&] {
    const Json value = parse_json(fuzz::text_of(data, size), "fuzz");
    const std::string line = to_line(value);
    fuzz::expect(fuzz::is_utf8(line), "a line is UTF-8");
    fuzz::expect(to_line(parse_json(line, "fuzz")) == line, "a line is read as it was written");
  });
}
