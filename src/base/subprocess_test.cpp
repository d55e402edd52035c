#include "base/subprocess.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/temporary_folder.h"

namespace dragoman {
namespace {

TEST(Subprocess, KeepsWhatIsPrinted) {
  const TemporaryFolder folder("subprocess");
  const Path printed = folder.path() / "printed.txt";
  EXPECT_EQ(run_program({"echo", "two words", "*"}, printed), 0);
  EXPECT_EQ(read_file(printed), "two words *\n");
}

TEST(Subprocess, TellsHowAProgramEndedAndKeepsTheOldFile) {
  const TemporaryFolder folder("subprocess");
  const Path printed = folder.path() / "printed.txt";
  write_file(printed, "old");
  EXPECT_EQ(run_program({"sh", "-c", "echo new; exit 3"}, printed), 3);
  EXPECT_EQ(read_file(printed), "old");
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"}), 128 + 9);
}

TEST(Subprocess, HasAnEmptyInput) { EXPECT_EQ(run_program({"cat"}), 0); }

TEST(Subprocess, NamesAProgramThatIsNotThere) {
  EXPECT_THROW(run_program({"/no/such/program"}), Error);
  EXPECT_TRUE(std::filesystem::exists(own_program()));
}

}  // namespace
}  // namespace dragoman
