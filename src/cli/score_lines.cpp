#include "cli/score_lines.h"

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::cli {

TextLines::TextLines(const std::string& path, const std::string& encoding)
    : path_(path), decoder_(encoding), reader_(path) {}

bool TextLines::next(std::string& line) {
  if (!reader_.next(line)) return false;
  if (!decoder_.decode(line)) decoder_.refuse(line, reader_.where());
  line.resize(text::strip_right(line).size());
  return true;
}

std::vector<std::string> read_lines(const std::string& path, const std::string& encoding) {
  TextLines reader(path, encoding);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) lines.push_back(line);
  if (lines.empty()) throw_empty(path);
  return lines;
}

std::vector<std::string> read_standard_input(const std::string& encoding) {
  text::Decoder decoder(encoding);
  LineReader reader("-");
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) {
    if (line.ends_with('\r')) line.pop_back();
    if (!decoder.decode(line)) decoder.refuse(line, reader.where());
    for (const std::string_view part : text::split(line, '\r'))
      lines.emplace_back(text::strip_right(part));
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

void throw_empty(const std::string& path) {
  throw_input("{} is empty", path == "-" ? "standard input" : path);
}

}  // namespace dragoman::cli
