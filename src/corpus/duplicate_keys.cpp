// The first two passes: keys of rows, and pairs of rows that share one.
#include "base/error.h"
#include "corpus/duplicates.h"
#include "corpus/json_row.h"
#include "corpus/minhash.h"
#include "corpus/rows.h"
#include "data/fingerprint.h"

namespace dragoman::corpus {
namespace {

constexpr int kBandShift = 56;      // a key's highest byte is its band
constexpr uint64_t kExactBand = 0;  // sorted first: exact repetitions are known before the rest
constexpr uint64_t kUnreadableBand = 1;
constexpr uint64_t kFirstBand = 2;
constexpr uint64_t kKeyMask = (uint64_t{1} << kBandShift) - 1;

Record key_record(uint64_t band, uint64_t high, uint64_t low, int64_t row) {
  return {band << kBandShift | (high & kKeyMask), static_cast<uint32_t>(low),
          static_cast<uint32_t>(row)};
}

class Signer {
 public:
  Signer(const Job& job, const DuplicateRules& rules)
      : job_(job), rules_(rules), minhash_(rules.bands, rules.band_rows) {}

  // The keys of one row, numbered within its shard for now.
  std::vector<Record> sign(const InputRow& row) const {
    std::string normal;
    try {
      normal = normal_text(text_of(row.parse(), job_.options().field, row.where()));
    } catch (const Error& error) {
      if (!job_.options().skip_bad_lines || error.fault() != Fault::kInput) throw;
      return {key_record(kUnreadableBand, mixed(static_cast<uint64_t>(row.index)), 0, row.index)};
    }
    const data::Fingerprint exact = data::fingerprint(normal);
    std::vector<Record> keys = {key_record(kExactBand, exact.high, exact.low, row.index)};
    const auto shingles =
        shingles_of(rules_.near ? units_of(normal) : std::vector<Unit>(), rules_.shingle_size);
    if (shingles.empty()) return keys;
    uint64_t band = kFirstBand;
    for (const uint64_t key : minhash_.keys(shingles))
      keys.push_back(key_record(band++, key, mixed(key), row.index));
    return keys;
  }

 private:
  const Job& job_;
  const DuplicateRules& rules_;
  MinHash minhash_;
};

// Writes the runs of one shard; its rows are numbered from `first_row`.
Json sign_shard(const Job& job, const Shard& shard, const Signer& signer, ShardProgress& progress,
                int64_t first_row) {
  RunWriter runs(job.work("keys-" + shard.name), static_cast<size_t>(job.options().memory) << 20);
  std::vector<std::vector<Record>> keys(kBatchRows);
  int64_t rows = 0;
  for_each_batch(shard, progress,
                 {[&](const InputRow& row, size_t slot) { keys[slot] = signer.sign(row); },
                  [&](const std::vector<InputRow>& batch) {
                    for (size_t i = 0; i < batch.size(); ++i)
                      for (Record key : keys[i]) {
                        key.row += static_cast<uint32_t>(first_row);
                        runs.add(key);
                      }
                    rows += static_cast<int64_t>(batch.size());
                    if (first_row + rows > UINT32_MAX)
                      throw_input("{}: more than {} rows: deduplicate in two steps",
                                  shard.path.string(), UINT32_MAX);
                  }});
  return {{"rows", rows}, {"runs", runs.finish()}};
}

// Pairs out of the records of one key, which come in the order of their rows.
class Pairing {
 public:
  Pairing(RunWriter& pairs, int64_t rows) : pairs_(pairs), repeated_(static_cast<size_t>(rows)) {}

  void take(const Record& record) {
    const uint64_t band = record.key >> kBandShift;
    if (band == kUnreadableBand) {
      pairs_.add({record.row, kUnreadable, record.row});
    } else if (band == kExactBand) {
      if (same_key(record)) {
        pairs_.add({record.row, kExact, first_.row});
        repeated_[record.row] = true;
      } else {
        first_ = record;
      }
    } else if (!repeated_[record.row]) {
      take_near(record);
    }
  }

 private:
  bool same_key(const Record& record) const {
    return record.key == first_.key && record.check == first_.check;
  }

  void take_near(const Record& record) {
    if (!same_key(record)) {
      first_ = record;
    } else {
      pairs_.add({record.row, kUnverified, first_.row});
      if (last_ != first_.row) pairs_.add({record.row, kUnverified, last_});
    }
    last_ = record.row;
  }

  RunWriter& pairs_;
  std::vector<bool> repeated_;  // exactly
  Record first_{UINT64_MAX, 0, 0};
  uint32_t last_ = 0;  // the row before, of the same key
};

}  // namespace

std::vector<int64_t> sign_rows(Job& job, const DuplicateRules& rules) {
  ShardProgress progress("deduplicate, 1 of 3: keys", job.shards());
  const Signer signer(job, rules);
  std::vector<int64_t> first_rows = {0};
  for (const Shard& shard : job.shards()) {
    const std::string name = "keys-" + shard.name;
    Json state = job.noted(name);
    const bool was_read = state.is_null();
    if (was_read) {
      state = sign_shard(job, shard, signer, progress, first_rows.back());
      job.note(name, state);
    }
    progress.done(shard, was_read);
    first_rows.push_back(first_rows.back() + state["rows"].get<int64_t>());
  }
  return first_rows;
}

void pair_rows(Job& job, int64_t rows) {
  if (!job.noted(kPairs).is_null()) return;
  std::vector<Path> paths;
  for (const Shard& shard : job.shards()) {
    const std::string name = "keys-" + shard.name;
    for (int64_t run = 0; run < job.noted(name)["runs"]; ++run)
      paths.push_back(RunWriter::run_path(job.work(name), run));
  }
  RunWriter pairs(job.work(kPairs), static_cast<size_t>(job.options().memory) << 20);
  Pairing pairing(pairs, rows);
  RunMerge keys(paths);
  for (Record record; keys.next(record);) pairing.take(record);
  job.note(kPairs, {{"runs", pairs.finish()}});
  for (const Path& path : paths) std::filesystem::remove(path);
}

}  // namespace dragoman::corpus
