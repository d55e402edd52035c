// The third pass: pairs are compared by their shingles, and rows decided upon.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "corpus/duplicates.h"
#include "corpus/json_row.h"
#include "corpus/minhash.h"
#include "corpus/rows.h"

namespace dragoman::corpus {
namespace {

constexpr const char* kIndex = "sketches.records";
constexpr const char* kShingles = "sketches.shingles";
constexpr size_t kBuffer = size_t{1} << 20;

// Appends values to a file that is there as a whole or not at all.
class ValueFile {
 public:
  explicit ValueFile(const Path& path) : file_(path) {}

  void write(const void* values, size_t bytes) {
    buffer_.append(static_cast<const char*>(values), bytes);
    if (buffer_.size() >= kBuffer) flush();
  }

  void commit() {
    flush();
    file_.commit();
  }

 private:
  void flush() {
    file_.write(buffer_);
    buffer_.clear();
  }

  AtomicFile file_;
  std::string buffer_;
};

RunMerge open_pairs(const Job& job) {
  std::vector<Path> paths;
  for (int64_t run = 0; run < job.noted(kPairs)["runs"]; ++run)
    paths.push_back(RunWriter::run_path(job.work(kPairs), run));
  return RunMerge(paths);
}

std::vector<bool> rows_to_compare(const Job& job, int64_t rows) {
  std::vector<bool> wanted(static_cast<size_t>(rows));
  RunMerge pairs = open_pairs(job);
  for (Record pair; pairs.next(pair);)
    if (pair.check == kUnverified) wanted[pair.key] = wanted[pair.row] = true;
  return wanted;
}

// Rows come one after the other, each with all its pairs.
class Decisions {
 public:
  Decisions(const Job& job, const DuplicateRules& rules, const Sketches* sketches)
      : file_(job.work(kDecisions)), rules_(rules), sketches_(sketches) {}

  void take(const Record& pair) {
    const auto row = static_cast<uint32_t>(pair.key);
    if (decided_ == static_cast<int64_t>(row)) return;
    if (pair == last_) return;  // shared by several bands
    last_ = pair;
    Record decision = pair;
    if (pair.check == kUnverified && sketches_ != nullptr) {
      const double similarity = jaccard(sketches_->at(row), sketches_->at(pair.row));
      if (similarity < rules_.similarity) return;
      decision.check = static_cast<uint32_t>(std::lround(similarity * kMillion));
    }
    file_.write(&decision, sizeof decision);
    decided_ = row;
  }

  void commit() { file_.commit(); }

 private:
  ValueFile file_;
  const DuplicateRules& rules_;
  const Sketches* sketches_;
  int64_t decided_ = -1;
  Record last_{UINT64_MAX, 0, 0};
};

}  // namespace

Sketches::Sketches(const Job& job) : index_(job.work(kIndex)), shingles_(job.work(kShingles)) {}

std::span<const uint32_t> Sketches::at(uint32_t row) const {
  const auto bytes = index_.bytes();
  const std::span<const Record> records{reinterpret_cast<const Record*>(bytes.data()),
                                        bytes.size() / sizeof(Record)};
  const auto found =
      std::lower_bound(records.begin(), records.end(), row,
                       [](const Record& record, uint32_t wanted) { return record.row < wanted; });
  DRAGOMAN_CHECK(found != records.end() && found->row == row, "paired rows have sketches");
  const auto* all = reinterpret_cast<const uint32_t*>(shingles_.bytes().data());
  return {all + found->key, found->check};
}

void Sketches::write(Job& job, const DuplicateRules& rules, const std::vector<bool>& wanted,
                     const std::vector<int64_t>& first_rows) {
  ShardProgress progress("deduplicate, 2 of 3: comparing", job.shards());
  ValueFile index(job.work(kIndex));
  ValueFile shingles(job.work(kShingles));
  std::vector<std::vector<uint32_t>> found(kBatchRows);
  uint64_t place = 0;
  for (size_t s = 0; s < job.shards().size(); ++s) {
    const auto number = [&](const InputRow& row) {
      return static_cast<size_t>(first_rows[s] + row.index);
    };
    for_each_batch(job.shards()[s], progress,
                   {[&](const InputRow& row, size_t slot) {
                      if (!wanted[number(row)]) return;
                      const auto text = text_of(row.parse(), job.options().field, row.where());
                      found[slot] = shingles_of(units_of(normal_text(text)), rules.shingle_size);
                    },
                    [&](const std::vector<InputRow>& rows) {
                      for (size_t i = 0; i < rows.size(); ++i) {
                        if (!wanted[number(rows[i])]) continue;
                        const Record entry{place, static_cast<uint32_t>(found[i].size()),
                                           static_cast<uint32_t>(number(rows[i]))};
                        index.write(&entry, sizeof entry);
                        shingles.write(found[i].data(), found[i].size() * sizeof(uint32_t));
                        place += found[i].size();
                      }
                    }});
    progress.done(job.shards()[s], true);
  }
  shingles.commit();
  index.commit();
}

void decide(Job& job, const DuplicateRules& rules, const std::vector<int64_t>& first_rows) {
  if (std::filesystem::exists(job.work(kDecisions))) return;
  const auto wanted = rows_to_compare(job, first_rows.back());
  const bool compare =
      rules.verify && std::find(wanted.begin(), wanted.end(), true) != wanted.end();
  std::unique_ptr<Sketches> sketches;
  if (compare) {
    Sketches::write(job, rules, wanted, first_rows);
    sketches = std::make_unique<Sketches>(job);
  }
  Decisions decisions(job, rules, sketches.get());
  RunMerge pairs = open_pairs(job);
  for (Record pair; pairs.next(pair);) decisions.take(pair);
  decisions.commit();
}

}  // namespace dragoman::corpus
