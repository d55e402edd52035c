#include <utility>

#include "base/error.h"
#include "data/checked_lines.h"
#include "data/reader.h"

namespace dragoman::data {
namespace {

// "corpus.de.gz" -> "de"; "" where the extension isn't a language.
std::string language_of(Path path) {
  while (path.extension() == ".gz" || path.extension() == ".zst") path = path.stem();
  const std::string extension = path.extension().string();
  if (extension.size() < 3 || extension == ".txt" || extension == ".tok") return "";
  for (size_t i = 1; i < 3; ++i)
    if (extension[i] < 'a' || extension[i] > 'z') return "";
  const bool plain = extension.size() <= 4;
  const bool tagged = extension.size() > 4 && (extension[3] == '-' || extension[4] == '_' ||
                                               extension[3] == '_' || extension[4] == '-');
  return plain || tagged ? extension.substr(1) : "";
}

class ParallelReader final : public Reader {
 public:
  ParallelReader(const std::vector<Path>& paths, const Layout& layout) {
    for (const Path& path : paths) files_.push_back(std::make_unique<CheckedLines>(path));
    source_language_ = layout.source_language;
    target_language_ = layout.target_language;
    if (source_language_.empty()) source_language_ = language_of(paths.front());
    if (target_language_.empty() && paths.size() > 1) target_language_ = language_of(paths[1]);
  }

  bool next(Row& row) override {
    row = {};
    const bool more = files_.front()->next(row.source);
    for (size_t i = 1; i < files_.size(); ++i) {
      row.references.emplace_back();
      if (files_[i]->next(row.references.back()) != more) throw_unequal(*files_[i], row.source);
    }
    if (!more) return false;
    row.id = files_.front()->id();
    row.source_language = source_language_;
    row.target_language = target_language_;
    return true;
  }

  std::string where() const override { return files_.front()->where(); }

 private:
  // Reads both files to their ends, to name both counts.
  [[noreturn]] void throw_unequal(CheckedLines& other, std::string& line) {
    CheckedLines& first = *files_.front();
    while (first.next(line)) continue;
    while (other.next(line)) continue;
    throw_input("{} has {} lines and {} has {}; line-parallel files must have as many",
                first.name(), first.line_number(), other.name(), other.line_number());
  }

  std::vector<std::unique_ptr<CheckedLines>> files_;
  std::string source_language_;
  std::string target_language_;
};

}  // namespace

std::unique_ptr<Reader> open_parallel(const std::vector<Path>& paths, const Layout& layout) {
  return std::make_unique<ParallelReader>(paths, layout);
}

}  // namespace dragoman::data
