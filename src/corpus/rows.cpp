#include "corpus/rows.h"

#include <map>
#include <optional>

#include "base/error.h"
#include "base/parallel.h"
#include "corpus/row_reader.h"

namespace dragoman::corpus {
namespace {

constexpr size_t kBatchBytes = size_t{8} << 20;
constexpr int64_t kGrain = 16;

// All that one shard turns into.
class ShardResults {
 public:
  ShardResults(const Job& job, const Shard& shard) : job_(job), shard_(shard) {
    open("");
    make_folder(job.result(shard.name, "removed").parent_path());
    removed_.emplace(job.result(shard.name, "removed"));
  }

  void take(const InputRow& row, const Outcome& outcome) {
    ++counts_.rows;
    counts_.bytes_read += static_cast<int64_t>(row.text.size()) + 1;
    if (outcome.bad) {
      ++counts_.bad_lines;
    } else if (!outcome.reason.empty()) {
      remove(row, outcome);
    } else {
      keep(outcome);
    }
  }

  Counts commit() {
    for (auto& [part, writer] : writers_) {
      counts_.bytes_written += writer->bytes();
      writer->commit();
    }
    removed_->commit();
    return counts_;
  }

 private:
  ShardWriter& open(const std::string& part) {
    auto& writer = writers_[part];
    if (writer == nullptr) {
      const Path path = job_.result(shard_.name, part);
      make_folder(path.parent_path());
      writer = std::make_unique<ShardWriter>(path);
    }
    return *writer;
  }

  void keep(const Outcome& outcome) {
    ShardWriter& writer = open(outcome.part);
    for (const std::string& line : outcome.lines) writer.write(line);
    const auto count = static_cast<int64_t>(outcome.lines.size());
    counts_.written += count;
    if (!outcome.part.empty()) counts_.parts[outcome.part] += count;
  }

  void remove(const InputRow& row, const Outcome& outcome) {
    Json note = {{"id", row.id()}, {"place", row.place()}, {"reason", outcome.reason}};
    if (outcome.detail.is_object()) note.update(outcome.detail);
    removed_->write(to_line(note));
    counts_.remove(outcome.reason, note["id"]);
  }

  const Job& job_;
  const Shard& shard_;
  std::map<std::string, std::unique_ptr<ShardWriter>> writers_;
  std::optional<ShardWriter> removed_;
  Counts counts_;
};

Outcome judged(const Judge& judge, const InputRow& row, bool skip_bad_lines) {
  if (!skip_bad_lines) return judge(row);
  try {
    return judge(row);
  } catch (const Error& error) {
    if (error.fault() != Fault::kInput) throw;
    Outcome bad;
    bad.bad = true;
    return bad;
  }
}

Counts run_shard(const Job& job, const Shard& shard, ShardProgress& progress,
                 const BatchJudge& judge) {
  ShardResults results(job, shard);
  std::vector<Outcome> outcomes(kBatchRows);
  for_each_batch(shard, progress,
                 {[&](const InputRow& row, size_t slot) {
                    outcomes[slot] = judged(judge.look, row, job.options().skip_bad_lines);
                  },
                  [&](const std::vector<InputRow>& rows) {
                    if (judge.finish) judge.finish(rows, std::span(outcomes).first(rows.size()));
                    for (size_t i = 0; i < rows.size(); ++i) results.take(rows[i], outcomes[i]);
                  }});
  return results.commit();
}

}  // namespace

std::string InputRow::where() const {
  return fmt::format("{}: line {}", shard->path.string(), line);
}

std::string InputRow::place() const { return fmt::format("{}:{}", shard->name, line); }

Json InputRow::parse() const {
  Json row = parse_json(text, where());
  if (!row.is_object()) throw_input("{}: is not a JSON object", where());
  return row;
}

std::string InputRow::id() const {
  const Json row = Json::parse(text, nullptr, false);
  if (!row.is_object() || !row.contains("id")) return place();
  const Json& id = row["id"];
  return id.is_string() ? id.get<std::string>() : to_line(id);
}

void for_each_batch(const Shard& shard, ShardProgress& progress, const Batches& batches) {
  RowReader reader(shard.path);
  std::vector<InputRow> rows;
  int64_t index = 0;
  size_t bytes = 0;
  const auto run_batch = [&] {
    parallel_for(
        static_cast<int64_t>(rows.size()),
        [&](int64_t i) { batches.body(rows[static_cast<size_t>(i)], static_cast<size_t>(i)); },
        kGrain);
    batches.done(rows);
    rows.clear();
    bytes = 0;
  };
  for (std::string line; reader.next(line);) {
    progress.line(shard, line.size() + 1);
    bytes += line.size();
    rows.push_back({&shard, index++, reader.line_number(), std::move(line)});
    if (rows.size() == kBatchRows || bytes >= kBatchBytes) run_batch();
  }
  run_batch();
}

Counts run_rows(Job& job, const std::string& title, const Judge& judge) {
  return run_row_batches(job, title, {judge, {}});
}

Counts run_row_batches(Job& job, const std::string& title, const BatchJudge& judge) {
  ShardProgress progress(title, job.shards());
  Counts all;
  for (const Shard& shard : job.shards()) {
    const std::string name = "rows-" + shard.name;
    Json state = job.noted(name);
    const bool was_read = state.is_null();
    if (was_read) {
      state = run_shard(job, shard, progress, judge).json();
      job.note(name, state);
    }
    progress.done(shard, was_read);
    all.add(Counts::from_json(state));
  }
  return all;
}

}  // namespace dragoman::corpus
