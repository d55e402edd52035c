#include "checkpoints/safetensors.h"

#include <cstring>

#include "base/random.h"
#include "checkpoints/errors_for_tests.h"
#include "checkpoints/files_for_tests.h"
#include "checkpoints/folders_for_tests.h"

namespace dragoman::checkpoints {
namespace {

class Safetensors : public testing::Test {
 protected:
  Path file() const { return folder_.path() / "model.safetensors"; }

  // A small model's weights, as this program writes them.
  std::string whole() const {
    write_model(folder_, small_config("llama"));
    return read_file(file());
  }

  // What the file of these bytes is refused with.
  std::string refused(const std::string& bytes) const {
    folder_.write("model.safetensors", bytes);
    return error_of([&] { SafetensorsFile{file()}; });
  }

  // Eight bytes of data behind the header.
  std::string refused_header(const std::string& header) const {
    return refused(packed<uint64_t>(header.size()) + header + std::string(8, '\0'));
  }

  ScratchFolder folder_;
};

void expect_names(const std::string& message, const std::string& part) {
  EXPECT_NE(message.find("model.safetensors"), std::string::npos) << message;
  EXPECT_NE(message.find(part), std::string::npos) << part << " in: " << message;
}

TEST_F(Safetensors, ATruncatedFileIsRefusedAtEveryLength) {
  const std::string bytes = whole();
  for (size_t length = 0; length < bytes.size(); length += length < 64 ? 1 : 977)
    expect_names(refused(bytes.substr(0, length)), "truncated");
}

TEST_F(Safetensors, GarbledHeadersGiveAnErrorOrAFileThatIsSound) {
  const std::string bytes = whole();
  uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  Rng rng(8);
  int refusals = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::string garbled = bytes;
    for (uint64_t i = 0; i <= rng.below(4); ++i)
      garbled[rng.below(8 + header)] = static_cast<char>(rng.below(256));
    folder_.write("model.safetensors", garbled);
    try {
      const SafetensorsFile stored(file());
      for (const auto& [name, tensor] : stored.tensors())
        EXPECT_EQ(tensor_size(tensor.shape, element_size(tensor.dtype, name), name),
                  static_cast<int64_t>(tensor.bytes.size()));
    } catch (const Error& error) {
      ++refusals;
      EXPECT_NE(std::string(error.what()).find(file().string()), std::string::npos);
    }
  }
  EXPECT_GT(refusals, 200);
}

TEST_F(Safetensors, HeadersThatLieAreRefused) {
  const std::pair<const char*, const char*> lies[] = {
      {R"([])", "no object"},
      {R"({"a": 3})", "a: malformed"},
      {R"({"a": [{}]})", "a: malformed"},
      {R"({"a": {"shape": [2], "data_offsets": [0, 8]}})", "dtype is missing"},
      {R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})", "do not fit"},
      {R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}})", "truncated"},
      {R"({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}})", "shape"},
      {R"({"a": {"dtype": "F32", "shape": [2.0], "data_offsets": [0, 8]}})", "shape"},
      {R"({"a": {"dtype": "F32", "shape": [1e300], "data_offsets": [0, 8]}})", "shape"},
      {R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 80]}})", "truncated"},
      {R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}})", "data_offsets"},
      {R"({"a": {"dtype": "F4", "shape": [2], "data_offsets": [0, 8]}})", "dtype F4"},
      {R"({"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 0]}})",
       "impossible"},
      {R"({"a": {"dtype": "F32", "shape": ["2"], "data_offsets": [0, 8]}})", "shape"}};
  for (const auto& [header, part] : lies) expect_names(refused_header(header), part);
}

TEST_F(Safetensors, EveryByteBelongsToOneTensor) {
  const auto entry = [](const char* name, int begin, int end) {
    return fmt::format(R"("{}": {{"dtype": "U8", "shape": [{}], "data_offsets": [{}, {}]}})", name,
                       end - begin, begin, end);
  };
  const auto pair = [&](int begin, int end) {
    return "{" + entry("a", 0, 4) + "," + entry("b", begin, end) + "}";
  };
  expect_names(refused_header(pair(3, 8)), "overlap");
  expect_names(refused_header(pair(0, 4)), "overlap");
  expect_names(refused_header(pair(5, 8)), "belong to none");
  expect_names(refused_header(pair(4, 7)), "1 bytes at the end");
  expect_names(refused_header("{" + entry("a", 0, 8) + "," + entry("a", 0, 8) + "}"), "twice");
}

TEST_F(Safetensors, HeadersThatPromiseMuchAreRefusedBeforeMemoryIsTaken) {
  expect_names(refused(packed(~uint64_t{0}) + "{}"), "header of 18446744073709551615 bytes");
  expect_names(refused_header(std::string(1'000'000, '[')), "nested more than");
}

TEST_F(Safetensors, ManyTensorsAreReadInTheirOrderOfMagnitude) {
  std::string header = R"({"__metadata__": {"format": "pt"})";
  for (int i = 0; i < 100'000; ++i)
    header += fmt::format(R"(,"t{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})", i);
  header += "}";
  folder_.write("model.safetensors", packed<uint64_t>(header.size()) + header);
  EXPECT_EQ(SafetensorsFile(file()).tensors().size(), 100'000U);
}

TEST_F(Safetensors, AWebPageIsToldAsSuch) {
  expect_names(refused("<html><title>404</title>"), "web page");
}

TEST_F(Safetensors, APointerOfGitLfsIsToldAsSuch) {
  expect_names(refused("version 1\noid sha256:0\n"), "git lfs pull");
}

}  // namespace
}  // namespace dragoman::checkpoints
