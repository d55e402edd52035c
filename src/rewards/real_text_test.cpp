// The gates on real parallel text, where it lies beside the checkout: what people wrote passes, the
// source does not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/line_reader.h"
#include "rewards/rewards_for_tests.h"
#include "text/utf8.h"

namespace dragoman::rewards {
namespace {

std::filesystem::path shared_folder() {
  const char* named = std::getenv("DRAGOMAN_SHARED");
  return named != nullptr ? named : std::filesystem::path(DRAGOMAN_SOURCE_FOLDER) / "../shared";
}

// At most `most` rows of a TSV of source and references; none when the file is absent.
std::vector<data::Row> rows_of(const std::string& name, const std::string& target, size_t most) {
  const std::filesystem::path path = shared_folder() / "data" / name;
  std::vector<data::Row> rows;
  if (!std::filesystem::exists(path)) return rows;
  LineReader lines(path);
  std::string line;
  while (rows.size() < most && lines.next(line)) {
    const auto columns = text::split(line, '\t');
    if (columns.size() < 2) continue;
    rows.push_back(row_of(std::string(columns[0]), {std::string(columns[1])}, "en", target));
  }
  return rows;
}

class OnRealText : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(OnRealText, PeoplePassAndCopiesDoNot) {
  const auto& [file, target] = GetParam();
  const std::vector<data::Row> rows = rows_of(file, target, 1500);
  if (rows.empty()) GTEST_SKIP() << "no " << file << " in " << shared_folder();
  const auto language = reward_of("language", "", rows);
  const auto copy = reward_of("copy", "", rows);
  const auto repetition = reward_of("repetition", "", rows);
  double refused = 0.0;
  double caught = 0.0;
  for (const data::Row& row : rows) {
    const data::Row alone = row_of(row.source, {}, "en", target);  // no reference to hide behind
    const Judged answer = judged(alone, row.references[0]);
    const Judged copied = judged(alone, row.source);
    for (const Reward* gate : {language.get(), copy.get(), repetition.get()}) {
      refused += 1.0 - *score_of(*gate, answer);
    }
    caught += *score_of(*language, copied) == 0.0 && *score_of(*copy, copied) == 0.0 ? 1.0 : 0.0;
  }
  EXPECT_LT(refused / static_cast<double>(rows.size()), 0.01);
  EXPECT_GT(caught / static_cast<double>(rows.size()), 0.98);
}

INSTANTIATE_TEST_SUITE_P(Tatoeba, OnRealText,
                         testing::Values(std::pair("tatoeba-eng-deu/dev.tsv", "de"),
                                         std::pair("tatoeba-eng-cmn/dev.tsv", "zh")),
                         [](const auto& entry) { return std::string(entry.param.second); });

}  // namespace
}  // namespace dragoman::rewards
