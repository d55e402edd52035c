#include "training/event_file.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace dragoman::training {
namespace {

constexpr const char* kPrefix = "events.out.tfevents.";
constexpr size_t kHeader = 12;  // length and its sum
constexpr size_t kTrailer = 4;  // the payload's sum
constexpr size_t kStepAt = 9;   // in a payload: the wall time comes first

// CRC-32C (Castagnoli), reflected.
uint32_t checksum(std::string_view bytes) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> rows{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0x82f63b78U : 0U);
      rows[i] = value;
    }
    return rows;
  }();
  uint32_t crc = 0xffffffffU;
  for (const char c : bytes) crc = crc >> 8 ^ table[(crc ^ static_cast<uint8_t>(c)) & 0xffU];
  return ~crc;
}

template <class Number>
std::string little_endian(Number value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string masked_checksum(std::string_view bytes) {
  const uint32_t crc = checksum(bytes);
  return little_endian((crc >> 15 | crc << 17) + 0xa282ead8U);
}

std::string record(const std::string& payload) {
  const std::string length = little_endian(static_cast<uint64_t>(payload.size()));
  return length + masked_checksum(length) + payload + masked_checksum(payload);
}

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

enum Wire : uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

std::string key(uint64_t field, Wire wire) { return varint(field << 3 | wire); }

std::string bytes_field(uint64_t field, std::string_view bytes) {
  return key(field, kBytes) + varint(bytes.size()) + std::string(bytes);
}

// Event { double wall_time = 1; int64 step = 2; … }
std::string event(int64_t step, const std::string& rest) {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  return key(1, kFixed64) + little_endian(now.count()) + key(2, kVarint) +
         varint(static_cast<uint64_t>(step)) + rest;
}

// Value { string tag = 1; float simple_value = 2; } in Summary { repeated Value value = 1; }
std::string scalar(std::string_view tag, double value) {
  return bytes_field(
      1, bytes_field(1, tag) + key(2, kFixed32) + little_endian(static_cast<float>(value)));
}

int64_t step_of(std::string_view payload) {
  uint64_t step = 0;
  for (size_t at = kStepAt + 1, shift = 0; at < payload.size() && shift < 64; ++at, shift += 7) {
    step |= static_cast<uint64_t>(payload[at] & 0x7f) << shift;
    if ((payload[at] & 0x80) == 0) break;
  }
  return static_cast<int64_t>(step);
}

// Bytes of the whole records up to the last one of a step that is kept.
int64_t kept_bytes(std::string_view content, int64_t last_step) {
  size_t at = 0;
  while (content.size() - at >= kHeader + kTrailer) {
    uint64_t length = 0;
    std::memcpy(&length, content.data() + at, sizeof length);
    if (length > content.size() - at - kHeader - kTrailer) break;
    if (step_of(content.substr(at + kHeader, length)) > last_step) break;
    at += kHeader + length + kTrailer;
  }
  return static_cast<int64_t>(at);
}

std::vector<Path> event_files(const Path& folder) {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(kPrefix)) files.push_back(entry.path());
  return files;
}

// Names sort by age: seconds, then a count.
Path fresh_name(const Path& folder) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count();
  for (int count = 0;; ++count) {
    Path path = folder / fmt::format("{}{}.dragoman.{:04}", kPrefix, seconds, count);
    if (!std::filesystem::exists(path)) return path;
  }
}

}  // namespace

EventFile::EventFile(const Path& folder, std::optional<int64_t> last_step) {
  for (const Path& path : event_files(folder)) {
    if (last_step)
      AppendFile(path, kept_bytes(read_file(path), *last_step));
    else
      std::filesystem::remove(path);
  }
  file_ = std::make_unique<AppendFile>(fresh_name(folder));
  file_->append(record(event(0, bytes_field(3, "brain.Event:2"))));  // string file_version = 3
}

void EventFile::add(const Json& line) {
  std::string summary;
  for (const auto& [name, value] : line.items())
    if (name != "step" && value.is_number()) summary += scalar(name, value.get<double>());
  if (summary.empty()) return;
  // Summary summary = 5
  file_->append(record(event(line.at("step"), bytes_field(5, summary))));
}

}  // namespace dragoman::training
