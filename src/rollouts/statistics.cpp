#include "rollouts/statistics.h"

#include <set>
#include <vector>

#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::rollouts {
namespace {

using episodes::Episode;
using episodes::EpisodeGroup;

class Mean {
 public:
  void add(double value) {
    sum_ += value;
    count_ += 1.0;
  }
  void write(const std::string& name, std::map<std::string, double>& out) const {
    if (count_ > 0.0) out[name] = sum_ / count_;
  }

 private:
  double sum_ = 0.0;
  double count_ = 0.0;
};

struct OfDirection {
  Mean reward, length_ratio, empty, copied;

  void add(const Episode& episode, const data::Row& row);
  void write(const std::string& prefix, std::map<std::string, double>& out) const {
    length_ratio.write(prefix + "length_ratio", out);
    empty.write(prefix + "empty_ratio", out);
    copied.write(prefix + "copy_ratio", out);
  }
};

std::string without_case_and_space(std::string_view text) {
  std::string plain;
  for (const std::string_view word : text::split_whitespace(text)) plain += word;
  return text::fold_case(plain);
}

void OfDirection::add(const Episode& episode, const data::Row& row) {
  const std::string_view answer = text::strip(episode.hypothesis);
  reward.add(episode.reward);
  empty.add(answer.empty() ? 1.0 : 0.0);
  copied.add(without_case_and_space(answer) == without_case_and_space(row.source) ? 1.0 : 0.0);
  if (row.references.empty()) return;
  const int64_t wanted = text::count_code_points(text::strip(row.references.front()));
  if (wanted == 0) return;
  length_ratio.add(static_cast<double>(text::count_code_points(answer)) /
                   static_cast<double>(wanted));
}

}  // namespace

std::map<std::string, double> translation_statistics(std::span<const EpisodeGroup> groups,
                                                     std::span<const data::Row> rows) {
  OfDirection all;
  Mean unique;
  std::map<std::string, OfDirection> directions;
  for (const EpisodeGroup& group : groups) {
    std::set<std::string_view> different;
    double answers = 0.0;
    for (const Episode& episode : group) {
      if (!episode.usable()) continue;
      const data::Row& row = rows[static_cast<size_t>(episode.labels.row)];
      all.add(episode, row);
      directions[episode.labels.direction].add(episode, row);
      different.insert(episode.hypothesis);
      answers += 1.0;
    }
    if (answers > 0.0) unique.add(static_cast<double>(different.size()) / answers);
  }
  std::map<std::string, double> out;
  all.write("mt/", out);
  unique.write("mt/unique_ratio", out);
  if (directions.size() < 2) return out;
  for (const auto& [direction, values] : directions) {
    values.write("mt/" + direction + "/", out);
    values.reward.write("mt/" + direction + "/reward", out);
  }
  return out;
}

}  // namespace dragoman::rollouts
