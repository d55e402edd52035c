#include "corpus/sorted_runs.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace dragoman::corpus {
namespace {

constexpr size_t kDropRecords = size_t{1} << 14;  // a quarter of a MiB

std::string_view bytes_of(const std::vector<Record>& records) {
  return {reinterpret_cast<const char*>(records.data()), records.size() * sizeof(Record)};
}

constexpr auto kLater = [](const auto& a, const auto& b) { return a.record > b.record; };

}  // namespace

RunWriter::RunWriter(Path prefix, size_t memory)
    : prefix_(std::move(prefix)), capacity_(std::max<size_t>(memory / sizeof(Record), 1024)) {}

Path RunWriter::run_path(const Path& prefix, int64_t number) {
  return prefix.string() + fmt::format("-{:05}.run", number);
}

void RunWriter::add(const Record& record) {
  records_.push_back(record);
  if (records_.size() >= capacity_) spill();
}

int64_t RunWriter::finish() {
  if (!records_.empty()) spill();
  return runs_;
}

void RunWriter::spill() {
  std::sort(records_.begin(), records_.end());
  write_file(run_path(prefix_, runs_++), bytes_of(records_));
  records_.clear();
}

RunMerge::RunMerge(const std::vector<Path>& paths) {
  for (const Path& path : paths) runs_.push_back({MappedFile(path)});
  for (size_t run = 0; run < runs_.size(); ++run) {
    Head head{{}, run};
    if (take(run, head.record)) heap_.push_back(head);
  }
  std::make_heap(heap_.begin(), heap_.end(), kLater);
}

bool RunMerge::next(Record& record) {
  if (heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end(), kLater);
  Head& least = heap_.back();
  record = least.record;
  if (take(least.run, least.record))
    std::push_heap(heap_.begin(), heap_.end(), kLater);
  else
    heap_.pop_back();
  return true;
}

bool RunMerge::take(size_t run, Record& record) {
  Run& from = runs_[run];
  const auto bytes = from.file.bytes();
  if (from.position * sizeof(Record) >= bytes.size()) return false;
  std::memcpy(&record, &bytes[from.position * sizeof(Record)], sizeof record);
  if (++from.position - from.dropped >= kDropRecords) {
    drop_pages(bytes.subspan(from.dropped * sizeof(Record),
                             (from.position - from.dropped) * sizeof(Record)));
    from.dropped = from.position;
  }
  return true;
}

}  // namespace dragoman::corpus
