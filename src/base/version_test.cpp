#include "base/version.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace dragoman {
namespace {

TEST(Version, IsTheOneInTheBuildFile) {
  const std::string build_file = read_file(Path(DRAGOMAN_SOURCE_FOLDER) / "CMakeLists.txt");
  EXPECT_NE(build_file.find(std::string("VERSION ") + kVersion + " "), std::string::npos);
}

}  // namespace
}  // namespace dragoman
