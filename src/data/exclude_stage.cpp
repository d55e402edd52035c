// Keeps test sets out of training data.
#include <algorithm>
#include <unordered_set>

#include "data/config.h"
#include "data/fingerprint.h"
#include "data/stage.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

struct ExcludeConfig {
  std::vector<std::string> paths;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("paths", paths, "files (TSV, JSONL or one sentence a line) whose sentences may not occur",
          config::Required{});
  }
};

// Letter case, white space and the normal form make no difference.
Fingerprint key(std::string_view text) {
  std::string words;
  for (const auto word : text::split_whitespace(text)) words.append(word).push_back(' ');
  return fingerprint(text::fold_case(text::normalize(words, text::NormalForm::kNfc)));
}

class Exclude final : public Stage {
 public:
  explicit Exclude(const ExcludeConfig& config) {
    for (const std::string& path : config.paths) {
      DataConfig file;
      file.paths = {path};
      const auto reader = open_reader(file);
      for (Row row; reader->next(row);) {
        excluded_.insert(key(row.source));
        for (const auto& reference : row.references) excluded_.insert(key(reference));
      }
    }
  }

  bool apply(Row& row) override {
    if (excluded_.contains(key(row.source))) return false;
    return std::none_of(row.references.begin(), row.references.end(),
                        [&](const auto& text) { return excluded_.contains(key(text)); });
  }

 private:
  std::unordered_set<Fingerprint, FingerprintHash> excluded_;
};

}  // namespace

config::Entry<Stage> exclude() {
  return config::make_entry<Stage, Exclude, ExcludeConfig>(
      "exclude", "Drops rows that share a source or reference with other files (test sets).");
}

}  // namespace dragoman::data
