#include "tasks/prompt_template.h"

#include <algorithm>

#include "base/error.h"
#include "base/nearest.h"

namespace dragoman::tasks {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

PromptTemplate::PromptTemplate(std::string_view text, std::span<const std::string_view> known,
                               std::string_view what)
    : pieces_(split(text)) {
  const std::string unknown = first_unknown(text, known);
  if (!unknown.empty())
    throw_input("{}: nothing is called {{{}}}; {}", what, unknown, suggestion(unknown, known));
}

std::vector<PromptTemplate::Piece> PromptTemplate::split(std::string_view text) {
  std::vector<Piece> pieces(1);
  const auto literal = [&](std::string_view part) {
    if (pieces.back().place) pieces.emplace_back();
    pieces.back().text += part;
  };
  while (!text.empty()) {
    const size_t close = text.find('}');
    if (text.starts_with("{{") || text.starts_with("}}")) {
      literal(text.substr(0, 1));
      text.remove_prefix(2);
    } else if (text[0] == '{' && close != text.npos && is_name(text.substr(1, close - 1))) {
      pieces.push_back({true, std::string(text.substr(1, close - 1))});
      text.remove_prefix(close + 1);
    } else {
      literal(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
  return pieces;
}

std::string PromptTemplate::fill(const std::map<std::string_view, std::string_view>& values) const {
  std::string filled;
  for (const Piece& piece : pieces_) filled += piece.place ? values.at(piece.text) : piece.text;
  return filled;
}

bool PromptTemplate::uses(std::string_view name) const {
  return std::any_of(pieces_.begin(), pieces_.end(),
                     [&](const Piece& piece) { return piece.place && piece.text == name; });
}

std::string PromptTemplate::first_unknown(std::string_view text,
                                          std::span<const std::string_view> known) {
  for (const Piece& piece : split(text))
    if (piece.place && !contains(known, piece.text)) return piece.text;
  return "";
}

}  // namespace dragoman::tasks
