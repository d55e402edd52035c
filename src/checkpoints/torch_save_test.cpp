// Files of the live torch.save, held against what safetensors says of the same tensors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "checkpoints/folders_for_tests.h"
#include "checkpoints/torch_file.h"

namespace dragoman::checkpoints {
namespace {

void expect_same(const TorchFile& torch, const SafetensorsFile& expected) {
  const std::string file = torch.path().filename().string();
  EXPECT_EQ(torch.tensors().size(), expected.tensors().size()) << file;
  for (const auto& [name, tensor] : expected.tensors()) {
    const auto found = torch.tensors().find(name);
    ASSERT_NE(found, torch.tensors().end()) << file << ": " << name;
    EXPECT_EQ(found->second.dtype, tensor.dtype) << file << ": " << name;
    EXPECT_EQ(found->second.shape, tensor.shape) << file << ": " << name;
    EXPECT_TRUE(std::ranges::equal(found->second.bytes, tensor.bytes)) << file << ": " << name;
  }
}

TEST(TorchSave, EveryTensorIsReadAsSafetensorsHoldsIt) {
  const char* python = std::getenv("DRAGOMAN_ORACLES");
  if (python == nullptr || *python == '\0')
    GTEST_SKIP() << "DRAGOMAN_ORACLES names no Python with torch";
  const ScratchFolder folder;
  const std::string command = fmt::format("{} -B {}/tests/oracles/torch_files.py {}", python,
                                          DRAGOMAN_SOURCE_FOLDER, folder.path().string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() != ".bin") continue;
    Path expected = entry.path();
    expected.replace_extension(".safetensors");
    expect_same(TorchFile(entry.path()), SafetensorsFile(expected));
    ++files;
  }
  EXPECT_GT(files, 10);
}

}  // namespace
}  // namespace dragoman::checkpoints
