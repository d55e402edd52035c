#include "checkpoints/tensor_index.h"

#include "checkpoints/errors_for_tests.h"
#include "checkpoints/files_for_tests.h"
#include "checkpoints/folders_for_tests.h"

namespace dragoman::checkpoints {
namespace {

const std::string kNumbers(24, '\0');

std::string torch_file(const std::string& name) {
  return torch_zip(dictionary(pickled(name) + pickled_tensor({{2, 3}, {3, 1}}) + pickled("odd") +
                              called(global("some.module", "make"), "")),
                   kNumbers);
}

std::string index_of(const std::string& file) {
  return R"({"weight_map": {"a": )" + Json(file).dump() + "}}";
}

TEST(TensorIndex, ReadsTorchFilesWhereThereAreNoSafetensors) {
  const ScratchFolder folder;
  folder.write("pytorch_model.bin", torch_file("a"));
  const TensorIndex index(folder.path());
  ASSERT_NE(index.find("a"), nullptr);
  EXPECT_EQ(index.find("a")->stored->shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(index.find("b"), nullptr);
}

TEST(TensorIndex, SafetensorsComeFirst) {
  const ScratchFolder folder;
  folder.write("pytorch_model.bin", "broken");
  write_model(folder, small_config("llama"));
  EXPECT_NE(TensorIndex(folder.path()).find("model.norm.weight"), nullptr);
}

TEST(TensorIndex, ReadsShardsOfTorch) {
  const ScratchFolder folder;
  folder.write("one.bin", torch_file("a"));
  folder.write("two.bin", torch_file("b"));
  folder.write("pytorch_model.bin.index.json",
               R"({"weight_map": {"a": "one.bin", "b": "two.bin"}})");
  const TensorIndex index(folder.path());
  EXPECT_NE(index.find("a"), nullptr);
  EXPECT_NE(index.find("b"), nullptr);
  EXPECT_EQ(index.files().size(), 2);
}

TEST(TensorIndex, SaysWhatStandsInATensorsPlace) {
  const ScratchFolder folder;
  folder.write("pytorch_model.bin", torch_file("a"));
  const TensorIndex index(folder.path());
  const auto message = [&](const std::string& name) {
    return error_of([&] { index.missing(name); });
  };
  EXPECT_NE(message("odd").find("odd holds some.module.make, no tensor"), std::string::npos);
  EXPECT_NE(message("b").find("the tensor b is missing"), std::string::npos);
}

TEST(TensorIndex, NoShardLiesOutsideTheFolder) {
  const ScratchFolder folder;
  const std::string with_zero("x\0y", 3);
  for (const std::string& name : std::vector<std::string>{"../x.safetensors", "/etc/passwd",
                                                          "a/b.safetensors", "..", with_zero}) {
    folder.write("model.safetensors.index.json", index_of(name));
    const std::string message = error_of([&] { TensorIndex{folder.path()}; });
    EXPECT_NE(message.find("outside the folder"), std::string::npos) << message;
  }
}

TEST(TensorIndex, BrokenIndexFilesAreNamed) {
  const ScratchFolder folder;
  for (const std::string text : {"", "[]", "{}", R"({"weight_map": []})",
                                 R"({"weight_map": {"a": 3}})", "{\"weight_map\":"}) {
    folder.write("model.safetensors.index.json", text);
    const std::string message = error_of([&] { TensorIndex{folder.path()}; });
    EXPECT_NE(message.find("index.json"), std::string::npos) << message;
  }
  for (const char* name : {"", ".", "missing.safetensors"}) {
    folder.write("model.safetensors.index.json", index_of(name));
    error_of([&] { TensorIndex{folder.path()}; });
  }
}

}  // namespace
}  // namespace dragoman::checkpoints
