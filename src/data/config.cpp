#include "data/config.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/line_reader.h"
#include "data/columns.h"

namespace dragoman::data {
namespace {

Path unpacked(Path path) {
  while (path.extension() == ".gz" || path.extension() == ".zst") path = path.stem();
  return path;
}

bool is_jsonl(const Path& path) { return unpacked(path).extension() == ".jsonl"; }

// A folder stands for the .jsonl files directly in it, in the order of their names.
std::vector<Path> files_of(const DataConfig& config) {
  std::vector<Path> files;
  for (const std::string& path : config.paths) {
    if (!std::filesystem::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    const size_t before = files.size();
    for (const auto& entry : std::filesystem::directory_iterator(path))
      if (is_jsonl(entry.path())) files.push_back(entry.path());
    if (files.size() == before) throw_input("{}: a folder without .jsonl files", path);
    std::sort(files.begin() + static_cast<int64_t>(before), files.end());
  }
  return files;
}

// JSONL files one after the other. Those without a line are passed over.
class Chain final : public Reader {
 public:
  Chain(std::vector<Path> files, Layout layout)
      : files_(std::move(files)), layout_(std::move(layout)) {}

  bool next(Row& row) override {
    for (;;) {
      if (reader_ != nullptr && reader_->next(row)) return true;
      do {
        if (next_file_ == files_.size()) return false;
      } while (is_empty(files_[next_file_++]));
      reader_ = open_jsonl(files_[next_file_ - 1], layout_);
    }
  }

  std::string where() const override { return reader_->where(); }

 private:
  static bool is_empty(const Path& path) {
    std::string line;
    return !LineReader(path).next(line);
  }

  std::vector<Path> files_;
  Layout layout_;
  size_t next_file_ = 0;
  std::unique_ptr<Reader> reader_;
};

std::string format_of(const DataConfig& config, const std::vector<Path>& files) {
  if (config.format != "auto") return config.format;
  if (files.size() > 1)
    return std::all_of(files.begin(), files.end(), is_jsonl) ? "jsonl" : "moses";
  if (files.front() == "-")
    throw_input("standard input has no extension: give its format (tsv, jsonl, lines, paragraphs)");
  const std::string extension = unpacked(files.front()).extension().string();
  if (extension == ".tsv" || extension == ".tab") return "tsv";
  if (extension == ".jsonl" || extension == ".ndjson" || extension == ".json") return "jsonl";
  return "lines";
}

}  // namespace

void DataConfig::validate(config::Problems& problems) const {
  if (paths.size() > 1 && format != "auto" && format != "moses" && format != "jsonl")
    problems.add("paths", "has several files, which only moses and jsonl read together");
  if (paths.size() == 1 && format == "moses")
    problems.add("paths", "has one file, line-parallel text needs two or more");
  for (const auto& [column, role] : columns)
    if (!find_role(role))
      problems.add("columns." + column,
                   "is not a role: source, reference, id, document, domain, "
                   "source_language, target_language, direction, metadata");
}

std::unique_ptr<Reader> open_reader(const DataConfig& config) {
  if (config.paths.empty()) throw_input("no data file is given (paths)");
  const Layout layout{config.columns, config.header, config.source_language,
                      config.target_language};
  const auto files = files_of(config);
  const std::string format = format_of(config, files);
  if (format == "jsonl" && (files.size() > 1 || files.front() != config.paths.front()))
    return std::make_unique<Chain>(files, layout);
  const bool moses = format == "moses" || format == "lines";
  if (!moses && files.size() > 1)
    throw_input("{} files are given: format {} reads one", files.size(), format);
  if (format == "tsv") return open_tsv(files.front(), layout);
  if (format == "paragraphs") return open_paragraphs(files.front(), layout);
  if (format == "jsonl") return open_jsonl(files.front(), layout);
  return open_parallel(files, layout);
}

}  // namespace dragoman::data
