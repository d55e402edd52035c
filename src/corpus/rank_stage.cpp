// The middle of a ranking: rows whose number under a key (perplexity, quality) lies between two
// shares of the rows of their language, as In2x takes its annealing data by quality and perplexity
// (arXiv 2508.14472). The rows are read twice; four bytes of each stay in memory.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "base/error.h"
#include "corpus/rows.h"
#include "corpus/stage.h"

namespace dragoman::corpus {
namespace {

struct RankConfig {
  std::string key = "perplexity";
  double from = 0.0;
  double to = 0.5;
  std::string by = "language";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("key", key, "of a row's number");
    visit("from", from, "share of the rows, the lowest first, that is left out",
          config::Range{0.0, 1.0});
    visit("to", to, "share of the rows up to which they stay: 0.5 ends in the middle",
          config::Range{0.0, 1.0});
    visit("by", by,
          "rows with another text under this key are ranked on their own; empty: all together");
  }

  void validate(config::Problems& problems) const {
    if (from >= to) problems.add("from", "must be below to");
  }
};

// What stays of one group, both ends included.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

class Rank final : public Stage {
 public:
  explicit Rank(RankConfig config) : config_(std::move(config)) {}

  void run(Job& job) override {
    Json noted = job.noted("bounds");
    if (noted.is_null()) {
      noted = bounds_json(read_numbers(job));
      job.note("bounds", noted);
    }
    for (const auto& [group, bounds] : noted.items())
      bounds_[group] = {read_end(bounds.at(0), Bounds{}.low),
                        read_end(bounds.at(1), Bounds{}.high)};
    const Counts counts =
        run_rows(job, "rank", [&](const InputRow& row) { return judge(row.parse(), row); });
    job.finish(counts, {{"bounds", noted}});
  }

 private:
  using Numbers = std::map<std::string, std::vector<float>>;

  // Null: the row has none.
  const Json* number_of(const Json& row) const {
    const auto found = row.find(config_.key);
    const bool there =
        found != row.end() && found->is_number() && std::isfinite(found->get<float>());
    return there ? &*found : nullptr;
  }

  std::string group_of(const Json& row) const {
    const auto found = config_.by.empty() ? row.end() : row.find(config_.by);
    return found != row.end() && found->is_string() ? found->get<std::string>() : "";
  }

  Numbers read_numbers(const Job& job) const {
    Numbers numbers;
    std::mutex mutex;
    ShardProgress progress("rank, first pass", job.shards());
    const auto take = [&](const InputRow& row, size_t) {
      const Json object = Json::parse(row.text, nullptr, false);
      const Json* number = object.is_object() ? number_of(object) : nullptr;
      if (number == nullptr) return;
      const std::lock_guard lock(mutex);
      numbers[group_of(object)].push_back(number->get<float>());
    };
    for (const Shard& shard : job.shards()) {
      for_each_batch(shard, progress, {take, [](const std::vector<InputRow>&) {}});
      progress.done(shard, true);
    }
    if (numbers.empty())
      throw_input(
          "rank: no row has a number under \"{}\"; the stages perplexity and quality write "
          "theirs, and --key names another",
          config_.key);
    return numbers;
  }

  // An end that leaves nothing out is null, so that JSON can hold it.
  Json bounds_json(Numbers numbers) const {
    Json all = Json::object();
    for (auto& [group, values] : numbers) {
      std::sort(values.begin(), values.end());
      const auto count = static_cast<double>(values.size());
      const auto first = static_cast<size_t>(std::floor(config_.from * count));
      const auto last = static_cast<size_t>(std::max(1.0, std::ceil(config_.to * count))) - 1;
      all[group] = {config_.from > 0.0 ? Json(values[std::min(first, values.size() - 1)]) : Json(),
                    config_.to < 1.0 ? Json(values[last]) : Json()};
    }
    return all;
  }

  static double read_end(const Json& end, double open) {
    return end.is_null() ? open : end.get<double>();
  }

  Outcome judge(const Json& row, const InputRow& line) const {
    const Json* number = number_of(row);
    if (number == nullptr) return Outcome::remove("no " + config_.key);
    const auto measured = double{number->get<float>()};
    const Bounds& bounds = bounds_.at(group_of(row));
    if (measured < bounds.low) return Outcome::remove("below", {{"measured", measured}});
    if (measured > bounds.high) return Outcome::remove("above", {{"measured", measured}});
    return Outcome::keep(line);
  }

  RankConfig config_;
  std::map<std::string, Bounds> bounds_;
};

}  // namespace

config::Entry<Stage> rank() {
  return config::make_entry<Stage, Rank, RankConfig>(
      "rank", "Keeps rows whose perplexity or quality is in a part of their language's ranking.");
}

}  // namespace dragoman::corpus
