#include "text/normalize.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

TEST(Normalize, AgreesWithPythonOnDifficultText) {
  LineReader reader(Path(DRAGOMAN_SOURCE_FOLDER) / "tests/golden/text/python_strings.jsonl");
  std::string line;
  ASSERT_TRUE(reader.next(line));  // the producer
  int rows = 0;
  for (; reader.next(line); ++rows) {
    const Json row = parse_json(line, reader.where());
    const auto text = row["text"].get<std::string>();
    EXPECT_EQ(lower(text), row["lower"]);
    EXPECT_EQ(upper(text), row["upper"]);
    EXPECT_EQ(fold_case(text), row["casefold"]);
    EXPECT_EQ(normalize(text, NormalForm::kNfc), row["NFC"]);
    EXPECT_EQ(normalize(text, NormalForm::kNfd), row["NFD"]);
    EXPECT_EQ(normalize(text, NormalForm::kNfkc), row["NFKC"]);
    EXPECT_EQ(normalize(text, NormalForm::kNfkd), row["NFKD"]);
    EXPECT_EQ(strip(text), row["strip"]);
    EXPECT_EQ(strip_right(text), row["rstrip"]);
    EXPECT_EQ(Json(split_whitespace(text)), row["split"]);
    EXPECT_EQ(count_code_points(text), row["length"]);
  }
  EXPECT_GT(rows, 40);
}

TEST(Normalize, FinalSigmaGoesByContext) {
  EXPECT_EQ(lower("ΟΔΟΣ ΣΑΣ"), "οδος σας");
  EXPECT_EQ(lower("İ"), "i\u0307");
  EXPECT_EQ(fold_case("Straße"), "strasse");
}

TEST(Normalize, SaysWhatIsNormalized) {
  EXPECT_TRUE(is_normalized("é", NormalForm::kNfc));
  EXPECT_FALSE(is_normalized("e\u0301", NormalForm::kNfc));
}

}  // namespace
}  // namespace dragoman::text
