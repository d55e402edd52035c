// Files that are never half-written: everything is written beside its place, synced, then renamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace dragoman {

using Path = std::filesystem::path;

// The whole file; a missing or unreadable one is the user's error and is named.
std::string read_file(const Path& path);

// Makes the folder and its parents; a folder that can't be made is a failure and is named.
void make_folder(const Path& folder);

// Replaces `path` by `content`: after a crash it holds the old bytes or the new ones, nothing else.
void write_file(const Path& path, std::string_view content);

// Makes a finished folder visible: syncs its files, then renames `from` onto `to` (removed first).
void publish_folder(const Path& from, const Path& to);

// A file written piece by piece beside its place; `commit` syncs and renames, otherwise it
// vanishes.
class AtomicFile {
 public:
  explicit AtomicFile(Path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void commit();

 private:
  Path path_;
  Path temporary_;
  int descriptor_ = -1;
};

// A log that grows by whole lines. Each append reaches the kernel before it returns.
class AppendFile {
 public:
  // `keep_bytes` cuts an existing file back to that length (resume); -1 keeps all.
  explicit AppendFile(Path path, int64_t keep_bytes = -1);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  void append(std::string_view bytes);
  int64_t size() const { return size_; }
  void sync();

 private:
  Path path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
};

// A read-only view of a file's bytes, mapped. Moves, never copies.
class MappedFile {
 public:
  explicit MappedFile(const Path& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
};

// Gives the memory of a mapped file's bytes back to the system; they are read anew when needed.
void drop_pages(std::span<const std::byte> mapped);

}  // namespace dragoman
