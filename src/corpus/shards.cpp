#include "corpus/shards.h"

#include <algorithm>
#include <map>

#include "base/compress.h"
#include "base/error.h"

namespace dragoman::corpus {
namespace {

constexpr size_t kFrameBytes = size_t{1} << 20;

bool is_packed(const Path& path) { return path.extension() == ".gz" || path.extension() == ".zst"; }

Path unpacked(const Path& path) { return is_packed(path) ? path.stem() : path.filename(); }

Shard shard_at(const Path& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (error) throw_input("{}: cannot be read: {}", path.string(), error.message());
  return {path, unpacked(path).stem().string(), static_cast<int64_t>(bytes), is_packed(path)};
}

void add_folder(const Path& folder, std::vector<Shard>& shards) {
  std::vector<Path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (unpacked(entry.path()).extension() == ".jsonl") paths.push_back(entry.path());
  if (paths.empty())
    throw_input("{}: holds no .jsonl file (also .jsonl.gz, .jsonl.zst)", folder.string());
  std::sort(paths.begin(), paths.end());
  for (const Path& path : paths) shards.push_back(shard_at(path));
}

}  // namespace

std::vector<Shard> find_shards(const std::vector<std::string>& paths) {
  std::vector<Shard> shards;
  for (const std::string& path : paths) {
    if (path == "-") throw_input("standard input can't be read again: give files or folders");
    if (std::filesystem::is_directory(path))
      add_folder(path, shards);
    else
      shards.push_back(shard_at(path));
  }
  std::map<std::string, Path> seen;
  for (const Shard& shard : shards) {
    const auto [place, fresh] = seen.emplace(shard.name, shard.path);
    if (!fresh)
      throw_input("{} and {} would both become {}: rename one", place->second.string(),
                  shard.path.string(), shard.name);
  }
  return shards;
}

ShardWriter::ShardWriter(const Path& path) : file_(path), packed_(path.extension() == ".zst") {}

void ShardWriter::write(std::string_view line) {
  buffer_.append(line).push_back('\n');
  bytes_ += static_cast<int64_t>(line.size()) + 1;
  if (buffer_.size() >= kFrameBytes) flush();
}

void ShardWriter::commit() {
  flush();
  file_.commit();
}

// An empty file would be no zstd stream: an empty shard is one empty frame.
void ShardWriter::flush() {
  if (buffer_.empty() && (bytes_ > 0 || !packed_)) return;
  file_.write(packed_ ? zstd_frame(buffer_) : buffer_);
  buffer_.clear();
}

}  // namespace dragoman::corpus
