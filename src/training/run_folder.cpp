#include "training/run_folder.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>

#include "base/compress.h"
#include "base/error.h"

namespace dragoman::training {
namespace {

constexpr const char* kPrefix = "step-";

// A folder in the making: what stands at its path vanishes before and after.
class PartialFolder {
 public:
  explicit PartialFolder(Path path) : path_(std::move(path)) { remove(); }
  ~PartialFolder() { remove(); }
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  const Path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  Path path_;
};

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", &utc);
  return text;
}

}  // namespace

Json TrainerState::to_json() const {
  return {{"step", step},
          {"num_tokens", num_tokens},
          {"best_metric", best_metric},
          {"best_step", best_step},
          {"watch", watch},
          {"health", health},
          {"trainable", trainable},
          {"seconds", seconds},
          {"metrics_bytes", metrics_bytes},
          {"episodes_bytes", episodes_bytes}};
}

TrainerState TrainerState::from_json(const Json& json, const std::string& where) {
  TrainerState state;
  try {
    state.step = json.at("step");
    state.num_tokens = json.at("num_tokens");
    state.best_metric = json.at("best_metric");
    state.best_step = json.at("best_step");
    state.watch = json.at("watch");
    state.health = json.value("health", Json());
    state.trainable = json.value("trainable", Json());
    state.seconds = json.at("seconds");
    state.metrics_bytes = json.at("metrics_bytes");
    state.episodes_bytes = json.at("episodes_bytes");
  } catch (const Json::exception& error) {
    throw_input("{}: not a trainer state: {}", where, error.what());
  }
  return state;
}

RunFolder::RunFolder(Path folder, const std::optional<TrainerState>& resumed,
                     bool compress_episodes)
    : path_(std::move(folder)) {
  make_folder(path_ / "checkpoints");
  const int64_t metrics = resumed ? resumed->metrics_bytes : 0;
  const int64_t episodes = resumed ? resumed->episodes_bytes : 0;
  metrics_ = std::make_unique<AppendFile>(path_ / "metrics.jsonl", metrics);
  events_ = std::make_unique<EventFile>(
      path_, resumed ? std::optional<int64_t>(resumed->step) : std::nullopt);
  const Path plain = path_ / "episodes.jsonl";
  const Path packed = path_ / "episodes.jsonl.zst";
  for (const Path& there : {plain, packed}) {
    if (!std::filesystem::exists(there)) continue;
    if (episodes == 0) {
      std::filesystem::remove(there);
    } else {
      episodes_path_ = there;
      episodes_ = std::make_unique<AppendFile>(there, episodes);
    }
  }
  if (!episodes_) episodes_path_ = compress_episodes ? packed : plain;
  log_ = std::make_unique<AppendFile>(path_ / "log.txt");
}

void RunFolder::write(const std::string& name, std::string_view content) const {
  write_file(path_ / name, content);
}

void RunFolder::log_metrics(const Json& line) {
  metrics_->append(to_line(line) + "\n");
  events_->add(line);
}

void RunFolder::log_episodes(std::string_view lines) {
  if (!episodes_) episodes_ = std::make_unique<AppendFile>(episodes_path_);
  const bool packed = episodes_path_.extension() == ".zst";
  episodes_->append(packed ? zstd_frame(lines) : lines);
}

void RunFolder::say(const std::string& text) {
  log_->append(timestamp() + " " + text + "\n");
  fmt::print(stderr, "{}\n", text);
}

Path RunFolder::checkpoint(int64_t step) const {
  return path_ / "checkpoints" / (kPrefix + std::to_string(step));
}

std::future<void> RunFolder::save_checkpoint(int64_t step, const Fill& now, Fill later) const {
  metrics_->sync();
  if (episodes_) episodes_->sync();
  const auto partial = std::make_shared<const PartialFolder>(path_ / "checkpoints" /
                                                             (".partial-" + std::to_string(step)));
  make_folder(partial->path() / "trainer");
  now(partial->path());
  const auto finish = [partial, later = std::move(later), to = checkpoint(step)] {
    later(partial->path());
    publish_folder(partial->path(), to);
  };
  return std::async(std::launch::async, finish);
}

void RunFolder::prune_checkpoints(int64_t limit, const std::vector<int64_t>& keep) const {
  int64_t kept = 0;
  for (const int64_t step : checkpoint_steps(path_)) {
    if (std::find(keep.begin(), keep.end(), step) != keep.end()) continue;
    if (kept++ < limit) continue;
    std::error_code ignored;
    std::filesystem::remove_all(checkpoint(step), ignored);
  }
}

std::vector<int64_t> checkpoint_steps(const Path& run_folder) {
  std::vector<int64_t> steps;
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(run_folder / "checkpoints", ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    int64_t step = 0;
    const char* end = name.data() + name.size();
    const auto parsed =
        std::from_chars(name.data() + std::char_traits<char>::length(kPrefix), end, step);
    if (parsed.ptr == end) steps.push_back(step);
  }
  std::sort(steps.rbegin(), steps.rend());
  return steps;
}

std::optional<TrainerState> newest_state(const Path& run_folder,
                                         std::vector<std::string>& skipped) {
  for (const int64_t step : checkpoint_steps(run_folder)) {
    const Path path =
        run_folder / "checkpoints" / (kPrefix + std::to_string(step)) / "trainer" / "state.json";
    try {
      return TrainerState::from_json(parse_json(read_file(path), path.string()), path.string());
    } catch (const Error& error) {
      skipped.push_back(error.what());
    }
  }
  return std::nullopt;
}

}  // namespace dragoman::training
