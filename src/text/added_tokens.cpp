#include "text/added_tokens.h"

#include <algorithm>

#include "text/character_class.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

bool stands_alone(std::string_view text, size_t begin, size_t end) {
  if (begin > 0) {
    size_t before = previous_code_point(text, begin);
    if (is_word_character(next_code_point(text, before))) return false;
  }
  return end == text.size() || !is_word_character(next_code_point(text, end));
}

size_t skip_space_left(std::string_view text, size_t position) {
  while (position > 0) {
    const size_t before = previous_code_point(text, position);
    size_t after = before;
    if (!is_white_space(next_code_point(text, after))) break;
    position = before;
  }
  return position;
}

size_t skip_space_right(std::string_view text, size_t position) {
  while (position < text.size()) {
    size_t next = position;
    if (!is_white_space(next_code_point(text, next))) break;
    position = next;
  }
  return position;
}

}  // namespace

void AddedTokenFinder::add(const AddedToken& token, std::string_view spelling) {
  if (spelling.empty()) return;
  uint32_t node = 0;
  for (const char c : spelling) {
    const uint64_t edge = (uint64_t{node} << 8) | static_cast<unsigned char>(c);
    const auto [place, fresh] = edges_.emplace(edge, static_cast<uint32_t>(token_at_.size()));
    if (fresh) token_at_.push_back(-1);
    node = place->second;
  }
  starts_[static_cast<unsigned char>(spelling.front())] = true;
  token_at_[node] = static_cast<int32_t>(tokens_.size());
  tokens_.push_back(token);
}

AddedTokenFinder::Found AddedTokenFinder::longest_at(std::string_view text, size_t position) const {
  Found found;
  uint32_t node = 0;
  for (size_t i = position; i < text.size(); ++i) {
    const auto edge = edges_.find((uint64_t{node} << 8) | static_cast<unsigned char>(text[i]));
    if (edge == edges_.end()) break;
    node = edge->second;
    const int32_t token = token_at_[node];
    if (token >= 0) found = {&tokens_[static_cast<size_t>(token)], i + 1 - position};
  }
  return found;
}

void AddedTokenFinder::split(std::string_view text, std::vector<Stretch>& out) const {
  const auto add_text = [&](size_t begin, size_t end) {
    if (begin < end) out.push_back({text.substr(begin, end - begin), -1});
  };
  size_t done = 0;
  for (size_t position = 0; !empty() && position < text.size();) {
    if (!starts_[static_cast<unsigned char>(text[position])]) {
      ++position;
      continue;
    }
    const Found found = longest_at(text, position);
    if (found.token == nullptr) {
      ++position;
      continue;
    }
    size_t begin = position;
    size_t end = position + found.length;
    position = end;
    const AddedToken& token = *found.token;
    if (token.single_word && !stands_alone(text, begin, end)) continue;
    if (token.lstrip) begin = std::max(skip_space_left(text, begin), done);
    if (token.rstrip) end = skip_space_right(text, end);
    add_text(done, begin);
    out.push_back({text.substr(begin, end - begin), token.id});
    done = end;
  }
  add_text(done, text.size());
}

}  // namespace dragoman::text
