#include "corpus/job.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/parallel.h"

namespace dragoman::corpus {
namespace {

constexpr int64_t kMegabyte = 1'000'000;

int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int64_t modified(const Path& path) {
  return std::filesystem::last_write_time(path).time_since_epoch().count();
}

std::string pretty(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What a process that was killed had begun to write.
void remove_partial_files(const Path& folder) {
  std::vector<Path> partial;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".partial") partial.push_back(entry.path());
  for (const Path& path : partial) std::filesystem::remove(path);
}

// Whether anything is there that a call could go on with, or that would be mixed up with its
// results.
bool holds_results(const Path& folder) {
  if (std::filesystem::exists(folder / "report.json")) return true;
  const Path state = folder / "state";
  if (std::filesystem::exists(state) && !std::filesystem::is_empty(state)) return true;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename().string().find(".jsonl") != std::string::npos) return true;
  return false;
}

int64_t total_megabytes(const std::vector<Shard>& shards) {
  int64_t bytes = 0;
  for (const Shard& shard : shards) bytes += shard.bytes;
  return bytes / kMegabyte;
}

}  // namespace

void Counts::remove(const std::string& reason, const std::string& id) {
  ++removed[reason];
  if (auto& ids = examples[reason]; ids.size() < kExamples) ids.push_back(id);
}

void Counts::add(const Counts& other) {
  rows += other.rows;
  written += other.written;
  bad_lines += other.bad_lines;
  bytes_read += other.bytes_read;
  bytes_written += other.bytes_written;
  for (const auto& [reason, count] : other.removed) removed[reason] += count;
  for (const auto& [part, count] : other.parts) parts[part] += count;
  for (const auto& [reason, ids] : other.examples)
    for (const std::string& id : ids)
      if (auto& own = examples[reason]; own.size() < kExamples) own.push_back(id);
}

Json Counts::json() const {
  Json json = {{"rows", rows},
               {"written", written},
               {"bad_lines", bad_lines},
               {"bytes_read", bytes_read},
               {"bytes_written", bytes_written},
               {"removed", removed},
               {"examples", examples}};
  if (!parts.empty()) json["parts"] = parts;
  return json;
}

Counts Counts::from_json(const Json& json) {
  Counts counts;
  counts.rows = json.at("rows");
  counts.written = json.at("written");
  counts.bad_lines = json.at("bad_lines");
  counts.bytes_read = json.at("bytes_read");
  counts.bytes_written = json.at("bytes_written");
  json.at("removed").get_to(counts.removed);
  json.at("examples").get_to(counts.examples);
  if (json.contains("parts")) json.at("parts").get_to(counts.parts);
  return counts;
}

Job::Job(JobOptions options, std::string stage, Json stage_options, std::vector<Shard> shards)
    : options_(std::move(options)),
      stage_(std::move(stage)),
      stage_options_(std::move(stage_options)),
      shards_(std::move(shards)),
      begun_(now()) {
  if (options_.output.empty()) throw_input("data {}: --output FOLDER is needed", stage_);
  for (const Shard& shard : shards_)
    if (std::filesystem::weakly_canonical(shard.path).parent_path() ==
        std::filesystem::weakly_canonical(options_.output))
      throw_input("{}: lies in the output folder; give another --output", shard.path.string());
  const Json wanted = manifest();
  make_folder(options_.output);
  remove_partial_files(options_.output);
  if (std::filesystem::exists(options_.output / "manifest.json") && holds_results(options_.output))
    check_manifest(wanted);
  write_file(options_.output / "manifest.json", pretty(wanted));
  complete_ = std::filesystem::exists(options_.output / "report.json");
  if (complete_) return;
  make_folder(options_.output / "state");
  make_folder(options_.output / "work");
}

Json Job::manifest() const {
  Json inputs = Json::array();
  for (const Shard& shard : shards_)
    inputs.push_back({{"path", shard.path.string()},
                      {"bytes", shard.bytes},
                      {"modified", modified(shard.path)}});
  return {{"stage", stage_},
          {"options", stage_options_},
          {"field", options_.field},
          {"skip_bad_lines", options_.skip_bad_lines},
          {"compression", options_.compression},
          {"inputs", inputs}};
}

void Job::check_manifest(const Json& wanted) const {
  const Path path = options_.output / "manifest.json";
  const Json found = parse_json(read_file(path), path.string());
  for (const auto& [key, value] : wanted.items())
    if (!found.contains(key) || found[key] != value)
      throw_input(
          "{}: the folder holds results of other {}; remove it or give another --output "
          "(a call goes on only with what it began itself)",
          path.string(), key == "stage" ? "work (stage)" : key);
}

Path Job::result(const std::string& name, const std::string& part) const {
  const Path folder = part.empty() ? options_.output : options_.output / part;
  return folder / (name + (options_.compression == "zst" ? ".jsonl.zst" : ".jsonl"));
}

Path Job::work(const std::string& name) const { return options_.output / "work" / name; }

Json Job::noted(const std::string& name) const {
  const Path path = options_.output / "state" / (name + ".json");
  if (!std::filesystem::exists(path)) return nullptr;
  return parse_json(read_file(path), path.string());
}

void Job::note(const std::string& name, const Json& state) {
  write_file(options_.output / "state" / (name + ".json"), to_line(state) + "\n");
}

Json Job::timing(int64_t bytes_read) const {
  const double seconds = static_cast<double>(now() - begun_) * 1e-9;
  struct rusage usage {};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds_of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {{"seconds", seconds},
          {"cpu_seconds", seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)},
          {"megabytes_per_second", static_cast<double>(bytes_read) / kMegabyte / seconds},
          {"peak_memory_megabytes", static_cast<double>(usage.ru_maxrss) * 1024 / kMegabyte},
          {"threads", thread_count()}};
}

void Job::finish(const Counts& counts, const Json& further) {
  Json report = {{"stage", stage_}, {"options", stage_options_}};
  report.update(counts.json());
  if (!further.is_null()) report.update(further);
  report["this_call"] = timing(counts.bytes_read);
  write_file(options_.output / "report.json", pretty(report));
  std::filesystem::remove_all(options_.output / "work");
  std::filesystem::remove_all(options_.output / "state");
}

ShardProgress::ShardProgress(const std::string& title, const std::vector<Shard>& shards)
    : progress_(title, "MB", total_megabytes(shards)) {}

void ShardProgress::line(const Shard& shard, size_t bytes) {
  if (shard.packed) return;
  advance(static_cast<int64_t>(bytes));
}

void ShardProgress::done(const Shard& shard, bool was_read) {
  if (shard.packed || !was_read) advance(shard.bytes);
}

void ShardProgress::advance(int64_t bytes) {
  left_over_ += bytes;
  if (left_over_ < kMegabyte) return;
  progress_.advance(left_over_ / kMegabyte);
  left_over_ %= kMegabyte;
}

}  // namespace dragoman::corpus
