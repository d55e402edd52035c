#include "training/run_folder.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/temporary_folder.h"

namespace dragoman::training {
namespace {

TEST(RunFolder, HasACheckpointWhenAllOfItIsWritten) {
  const TemporaryFolder temporary("run_folder");
  const RunFolder run(temporary.path() / "run", std::nullopt);
  std::promise<void> weights_change;
  std::future<void> saving = run.save_checkpoint(
      3, [](const Path& folder) { write_file(folder / "trainer" / "now", "1"); },
      [&](const Path& folder) {
        weights_change.get_future().wait();
        write_file(folder / "later", "2");
      });
  EXPECT_TRUE(checkpoint_steps(run.path()).empty());
  weights_change.set_value();
  saving.get();
  EXPECT_EQ(checkpoint_steps(run.path()), std::vector<int64_t>{3});
  EXPECT_EQ(read_file(run.checkpoint(3) / "trainer" / "now"), "1");
  EXPECT_EQ(read_file(run.checkpoint(3) / "later"), "2");
}

TEST(RunFolder, LeavesNothingOfACheckpointThatFailed) {
  const TemporaryFolder temporary("run_folder");
  const RunFolder run(temporary.path() / "run", std::nullopt);
  std::future<void> saving = run.save_checkpoint(
      3, [](const Path&) {}, [](const Path&) { throw_failure("disk full"); });
  EXPECT_THROW(saving.get(), Error);
  saving = {};
  EXPECT_TRUE(std::filesystem::is_empty(run.path() / "checkpoints"));
}

}  // namespace
}  // namespace dragoman::training
