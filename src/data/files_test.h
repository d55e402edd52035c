// Small files for the tests of this module.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "data/reader.h"

namespace dragoman::data {

// A file of the running test's own folder, with this content.
inline Path test_file(const std::string& name, std::string_view content) {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const Path folder = Path(::testing::TempDir()) / "dragoman_data" /
                      (std::string(test->test_suite_name()) + "." + test->name());
  make_folder(folder);
  std::ofstream(folder / name, std::ios::binary) << content;
  return folder / name;
}

inline std::vector<Row> all_rows(Reader& reader) {
  std::vector<Row> rows;
  for (Row row; reader.next(row);) rows.push_back(row);
  return rows;
}

// The message of the Error that `action` throws; "" when it throws none.
template <class Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), 2);
    return error.what();
  }
  return "";
}

inline void expect_contains(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is missing in: " << text;
}

}  // namespace dragoman::data
