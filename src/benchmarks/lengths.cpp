#include "benchmarks/lengths.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/line_reader.h"

namespace dragoman::benchmarks {
namespace {

constexpr int64_t kMost = 1 << 24;

// A length in [1, kMost]; nothing where the text is something else.
std::optional<int64_t> as_length(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 1 || value > kMost) return std::nullopt;
  return value;
}

std::vector<int64_t> listed_in(const std::string& file) {
  std::vector<int64_t> lengths;
  LineReader reader(file);
  for (std::string line; reader.next(line);) {
    const auto length = as_length(line);
    if (!length) throw_input("{}: '{}' is not a number of tokens", reader.where(), line);
    lengths.push_back(*length);
  }
  if (lengths.empty()) throw_input("{} holds no lengths: one whole number a line", file);
  return lengths;
}

}  // namespace

Lengths::Lengths(const std::string& text, const Rng& stream) : stream_(stream) {
  const size_t dash = text.find('-');
  const auto low = as_length(std::string_view(text).substr(0, dash));
  const auto high =
      dash == std::string::npos ? low : as_length(std::string_view(text).substr(dash + 1));
  if (!low || !high) {
    if (!std::filesystem::exists(text))
      throw_input("lengths '{}' are no number, no range such as 4-128 and no file", text);
    listed_ = listed_in(text);
    longest_ = *std::max_element(listed_.begin(), listed_.end());
    return;
  }
  if (*low > *high) throw_input("lengths {}: the first is above the second", text);
  low_ = *low;
  longest_ = *high;
}

int64_t Lengths::next() {
  if (!listed_.empty()) return listed_[position_++ % listed_.size()];
  return low_ + static_cast<int64_t>(stream_.below(static_cast<uint64_t>(longest_ - low_ + 1)));
}

}  // namespace dragoman::benchmarks
