#include "cli/score_lines.h"

#include "base/error.h"
#include "base/line_reader.h"
#include "text/encoding.h"
#include "text/utf8.h"

namespace dragoman::cli {

std::vector<std::string> read_lines(const std::string& path, const std::string& encoding) {
  text::Decoder decoder(encoding);
  LineReader reader(path);
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line))
    lines.emplace_back(text::strip_right(decoder.decode(line, reader.where())));
  if (lines.empty()) throw_input("{} is empty", path == "-" ? "standard input" : path);
  return lines;
}

std::vector<std::string> read_standard_input(const std::string& encoding) {
  text::Decoder decoder(encoding);
  LineReader reader("-");
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) {
    if (line.ends_with('\r')) line.pop_back();
    const std::string decoded = decoder.decode(line, reader.where());
    for (const std::string_view part : text::split(decoded, '\r'))
      lines.emplace_back(text::strip_right(part));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

}  // namespace dragoman::cli
