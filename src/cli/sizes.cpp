#include "cli/sizes.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <map>
#include <string_view>

#include "base/error.h"

namespace dragoman::cli {

void add_shard_size_option(CLI::App& app, std::string& text) {
  app.add_option("--max_shard_size", text, "of one file: 5GB, 500MB")->capture_default_str();
}

int64_t shard_bytes(const std::string& text, const std::string& command) {
  static const std::map<std::string_view, double> units{
      {"", 1.0},       {"KB", 1e3},     {"MB", 1e6},    {"GB", 1e9},
      {"KIB", 0x1p10}, {"MIB", 0x1p20}, {"GIB", 0x1p30}};
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string unit(end, text.data() + text.size());
  for (char& letter : unit) letter = static_cast<char>(std::toupper(letter));
  const auto found = units.find(unit);
  constexpr double kLargest = 1e15;
  if (error != std::errc() || found == units.end() || number * found->second < 1.0 ||
      number * found->second > kLargest)
    throw_input("{}: --max_shard_size {} is no size such as 5GB or 500MB", command, text);
  return static_cast<int64_t>(number * found->second);
}

}  // namespace dragoman::cli
