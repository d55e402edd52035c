// Rows that repeat an earlier one, exactly or nearly, go.
#include <algorithm>

#include "corpus/duplicates.h"
#include "corpus/rows.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct DeduplicateConfig {
  DuplicateRules rules;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("near", rules.near, "near duplicates too; else only texts that are the same");
    visit("similarity", rules.similarity,
          "Jaccard similarity of shingles from which on a row repeats an earlier one",
          config::Range{0.0, 1.0, true});
    visit("verify", rules.verify,
          "compare the shingles themselves; else rows that share a band's key count as alike");
    visit("shingle_size", rules.shingle_size, "words, or characters of unspaced scripts",
          config::Range{1, 50});
    visit("bands", rules.bands, "MinHash keys of a row", config::Range{1, 200});
    visit("band_rows", rules.band_rows, "hash functions in a key", config::Range{1, 50});
  }
};

// The decisions, as `run_rows` asks for them: in any order.
class Verdicts {
 public:
  Verdicts(const Job& job, const std::vector<int64_t>& first_rows)
      : job_(job), first_rows_(first_rows), file_(job.work(kDecisions)) {}

  Outcome of(const InputRow& row) const {
    const auto shard = static_cast<size_t>(row.shard - job_.shards().data());
    const auto number = static_cast<uint64_t>(first_rows_[shard] + row.index);
    const auto all = decisions();
    const auto found =
        std::lower_bound(all.begin(), all.end(), number,
                         [](const Record& record, uint64_t wanted) { return record.key < wanted; });
    if (found == all.end() || found->key != number) return Outcome::keep(row);
    return removed(*found);
  }

 private:
  std::span<const Record> decisions() const {
    const auto bytes = file_.bytes();
    return {reinterpret_cast<const Record*>(bytes.data()), bytes.size() / sizeof(Record)};
  }

  Outcome removed(const Record& decision) const {
    Outcome bad;
    bad.bad = true;
    if (decision.check == kUnreadable) return bad;
    Json detail = {{"of", name_of(decision.row)}};
    if (decision.check == kExact) return Outcome::remove("exact_duplicate", detail);
    if (decision.check != kUnverified) detail["similarity"] = decision.check / kMillion;
    return Outcome::remove("near_duplicate", detail);
  }

  // Shard, and number from 1 among its rows (its lines that are not blank).
  std::string name_of(uint32_t row) const {
    const auto after = std::upper_bound(first_rows_.begin(), first_rows_.end(), int64_t{row});
    const auto shard = static_cast<size_t>(after - first_rows_.begin()) - 1;
    return fmt::format("{}, row {}", job_.shards()[shard].name, row - first_rows_[shard] + 1);
  }

  const Job& job_;
  const std::vector<int64_t>& first_rows_;
  MappedFile file_;
};

class Deduplicate final : public Stage {
 public:
  explicit Deduplicate(const DeduplicateConfig& config) : rules_(config.rules) {}

  void run(Job& job) override {
    const auto first_rows = sign_rows(job, rules_);
    pair_rows(job, first_rows.back());
    decide(job, rules_, first_rows);
    const Verdicts verdicts(job, first_rows);
    const Counts counts = run_rows(job, "deduplicate, 3 of 3: writing",
                                   [&](const InputRow& row) { return verdicts.of(row); });
    job.finish(counts, nullptr);
  }

 private:
  DuplicateRules rules_;
};

}  // namespace

config::Entry<Stage> deduplicate() {
  return config::make_entry<Stage, Deduplicate, DeduplicateConfig>(
      "deduplicate", "Keeps the first of rows whose texts are the same or nearly the same.");
}

}  // namespace dragoman::corpus
