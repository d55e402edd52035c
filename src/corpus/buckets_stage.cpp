// Rows by their length, each range into a folder of its own.
#include <algorithm>

#include "corpus/json_row.h"
#include "corpus/rows.h"
#include "corpus/stage.h"
#include "corpus/text_length.h"

namespace dragoman::corpus {
namespace {

struct BucketsConfig {
  std::vector<int64_t> edges = {1024, 8192, 32768};
  LengthUnit length;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("edges", edges, "longest text of each bucket, ascending; one more holds what is longer",
          config::at_least(1));
    length.fields(visit);
  }

  void validate(config::Problems& problems) const {
    length.validate(problems);
    if (length.unit == "rows") problems.add("unit", "is characters or tokens here");
    if (edges.empty() ||
        std::adjacent_find(edges.begin(), edges.end(), std::greater_equal<>()) != edges.end())
      problems.add("edges", "must rise");
  }
};

class Buckets final : public Stage {
 public:
  explicit Buckets(BucketsConfig config) : config_(std::move(config)), length_(config_.length) {}

  void run(Job& job) override {
    const Counts counts = run_rows(job, "buckets", [&](const InputRow& row) {
      Outcome outcome = Outcome::keep(row);
      outcome.part = name_of(length_.of(text_of(row.parse(), job.options().field, row.where())));
      return outcome;
    });
    job.finish(counts, nullptr);
  }

 private:
  std::string name_of(int64_t length) const {
    const auto edge = std::lower_bound(config_.edges.begin(), config_.edges.end(), length);
    if (edge == config_.edges.end()) return fmt::format("over-{}", config_.edges.back());
    return fmt::format("up-to-{}", *edge);
  }

  BucketsConfig config_;
  TextLength length_;
};

}  // namespace

config::Entry<Stage> buckets() {
  return config::make_entry<Stage, Buckets, BucketsConfig>(
      "buckets", "Sorts rows into folders by the length of their text.");
}

}  // namespace dragoman::corpus
