#include "data/cached_test_sets.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "text/utf8.h"

namespace dragoman::data {
namespace {

// Whose translation is the reference; "" is one without a name. A pair's own row wins.
struct PreferredReference {
  std::string_view set;
  std::string_view pair;  // "": all others
  std::vector<std::string_view> translators;
};

const std::vector<PreferredReference>& preferred_references() {
  static const std::vector<PreferredReference> all = {
      {"wmt24", "", {"refA"}},      {"wmt23", "en-he", {"refB"}}, {"wmt23", "he-en", {"refB"}},
      {"wmt23", "", {"refA"}},      {"wmt22", "cs-en", {"B"}},    {"wmt22", "en-cs", {"B"}},
      {"wmt22", "liv-en", {""}},    {"wmt22", "ru-sah", {""}},    {"wmt22", "", {"A"}},
      {"wmt21/systems", "", {"A"}}, {"wmt21", "", {"A"}},         {"wmt21/B", "", {"B"}},
      {"wmt21/AB", "", {"A", "B"}}, {"wmt21/C", "", {"C"}},       {"wmt21/AC", "", {"A", "C"}},
      {"wmt21/D", "", {"D"}},       {"wmt21/dev", "", {"A", ""}}};
  return all;
}

// "wmt21/dev" is wmt21_dev in file names.
std::string file_stem(std::string set) {
  std::replace(set.begin(), set.end(), '/', '_');
  return set;
}

// {"en-de", "src"} of "wmt17.en-de.src"; nothing of other files.
std::optional<std::pair<std::string, std::string>> pair_and_field(const std::string& name,
                                                                  const std::string& set) {
  const std::string start = file_stem(set) + ".";
  if (!name.starts_with(start)) return std::nullopt;
  const size_t dot = name.find('.', start.size());
  if (dot == name.npos) return std::nullopt;
  std::string field = name.substr(dot + 1);
  if (field.starts_with("ref-")) field[3] = ':';
  return std::pair(name.substr(start.size(), dot - start.size()), field);
}

template <class Visit>
void for_each_file(const Path& folder, Visit&& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.is_regular_file(error)) visit(entry.path().filename().string());
}

// The source comes first, then references, then what is said of them, then systems; last the
// domain.
int rank(const std::string& field) {
  constexpr std::array<std::string_view, 3> kLabels = {"docid", "genre", "origlang"};
  constexpr int kLast = 100;
  if (field == "domain") return kLast;
  if (field == "src") return 0;
  if (field == "ref" || field.starts_with("ref:")) return 1;
  const auto* at = std::find(kLabels.begin(), kLabels.end(), field);
  return 2 + static_cast<int>(at - kLabels.begin());
}

}  // namespace

std::vector<std::string> cached_test_sets(const Path& cache) {
  std::set<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(cache, error)) {
    if (!entry.is_directory(error)) continue;
    const std::string name = entry.path().lexically_relative(cache).string();
    if (!cached_pairs(cache, name).empty()) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> cached_pairs(const Path& cache, const std::string& set) {
  std::set<std::string> pairs;
  for_each_file(cache / set, [&](const std::string& name) {
    const auto found = pair_and_field(name, set);
    if (found && found->second == "src") pairs.insert(found->first);
  });
  return {pairs.begin(), pairs.end()};
}

CachedTestSet::CachedTestSet(Path cache, std::string set, std::string pair)
    : cache_(std::move(cache)), set_(std::move(set)), pair_(std::move(pair)) {
  const auto pairs = cached_pairs(cache_, set_);
  if (pairs.empty())
    throw_input("{} has no test set {}; `sacrebleu -t {} -l {} --echo src` downloads it",
                cache_.string(), set_, set_, pair_);
  if (std::find(pairs.begin(), pairs.end(), pair_) == pairs.end())
    throw_input("{} has the test set {} for {}, but not for {}", cache_.string(), set_,
                fmt::join(pairs, ", "), pair_);
  for_each_file(cache_ / set_, [&](const std::string& name) {
    const auto found = pair_and_field(name, set_);
    if (found && found->first == pair_) fields_.push_back(found->second);
  });
  std::sort(fields_.begin(), fields_.end(), [](const std::string& a, const std::string& b) {
    return std::pair(rank(a), a) < std::pair(rank(b), b);
  });
}

bool CachedTestSet::has(const std::string& field) const {
  return std::find(fields_.begin(), fields_.end(), field) != fields_.end();
}

std::vector<std::string> CachedTestSet::reference_fields() const {
  std::vector<std::string> references;
  for (const std::string& field : fields_)
    if (rank(field) == 1) references.push_back(field);
  for (const PreferredReference& row : preferred_references()) {
    if (row.set != set_ || (!row.pair.empty() && row.pair != pair_)) continue;
    std::erase_if(references, [&row](const std::string& field) {
      const std::string_view translator = field == "ref" ? "" : std::string_view(field).substr(4);
      return std::find(row.translators.begin(), row.translators.end(), translator) ==
             row.translators.end();
    });
    break;
  }
  if (references.empty()) throw_input("{}/{} has no references", set_, pair_);
  return references;
}

Path CachedTestSet::file(const std::string& field) const {
  std::string name = field;
  std::replace(name.begin(), name.end(), ':', '-');
  return cache_ / set_ / (file_stem(set_) + "." + pair_ + "." + name);
}

std::vector<std::string> CachedTestSet::read(const std::string& field) const {
  std::string known = field;
  if (field == "ref" && !has(field)) {
    const auto first = std::find_if(fields_.begin(), fields_.end(),
                                    [](const std::string& one) { return rank(one) == 1; });
    if (first != fields_.end()) known = *first;
  }
  if (!has(known))
    throw_input("{}/{} has no field {}; it has {}", set_, pair_, field, fmt::join(fields_, ", "));
  LineReader reader(file(known));
  std::vector<std::string> lines;
  std::string line;
  while (reader.next(line)) {
    text::require_utf8(line, reader.where());
    lines.emplace_back(text::strip_right(line));
  }
  return lines;
}

}  // namespace dragoman::data
