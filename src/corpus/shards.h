// The files that a corpus is in: JSON lines, one row a line, plain or compressed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace dragoman::corpus {

struct Shard {
  Path path;
  std::string name;     // without folder and extensions: "wiki-00003"
  int64_t bytes = 0;    // on disk
  bool packed = false;  // .gz or .zst
};

// A file is a shard, a folder stands for the .jsonl files directly in it (also .gz, .zst), in the
// order of their names. Nothing there, and two shards of one name, are the user's error: results
// are named after the shards.
std::vector<Shard> find_shards(const std::vector<std::string>& paths);

// Writes a shard beside its place. Until `commit` there is no file of that name.
class ShardWriter {
 public:
  // Compressed where the name ends in .zst.
  explicit ShardWriter(const Path& path);

  void write(std::string_view line);  // without its line end
  void commit();
  int64_t bytes() const { return bytes_; }  // of text, line ends included

 private:
  void flush();

  AtomicFile file_;
  bool packed_;
  std::string buffer_;
  int64_t bytes_ = 0;
};

}  // namespace dragoman::corpus
