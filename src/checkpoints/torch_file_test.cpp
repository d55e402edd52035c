#include "checkpoints/torch_file.h"

#include <cstring>

#include "checkpoints/errors_for_tests.h"
#include "checkpoints/files_for_tests.h"
#include "checkpoints/folders_for_tests.h"

namespace dragoman::checkpoints {
namespace {

std::string floats(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

const std::string kSix = floats({0, 1, 2, 3, 4, 5});

std::vector<float> values_of(const StoredTensor& tensor) {
  EXPECT_EQ(tensor.dtype, "F32");
  std::vector<float> values(tensor.bytes.size() / sizeof(float));
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

// One tensor under the name "w".
std::string named(const std::string& value) { return dictionary(pickled("w") + value); }

class TorchFiles : public testing::Test {
 protected:
  TorchFile open(const std::string& bytes) const {
    folder_.write("x.bin", bytes);
    return TorchFile(folder_.path() / "x.bin");
  }

  std::string refused(const std::string& bytes) const {
    return error_of([&] { open(bytes); });
  }

  std::string refused_view(const TensorView& view) const {
    return refused(torch_zip(named(pickled_tensor(view)), kSix));
  }

  ScratchFolder folder_;
};

#define EXPECT_NAMES(message, part) \
  EXPECT_NE(std::string(message).find(part), std::string::npos) << message

TEST_F(TorchFiles, ReadsContiguousViewsInPlace) {
  const TorchFile file = open(torch_zip(named(pickled_tensor({{2, 2}, {2, 1}, 1})), kSix));
  const StoredTensor& tensor = file.tensors().at("w");
  EXPECT_EQ(tensor.shape, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(values_of(tensor), (std::vector<float>{1, 2, 3, 4}));
}

TEST_F(TorchFiles, ReadsStridedViews) {
  const auto values = [&](const TensorView& view) {
    return values_of(open(torch_zip(named(pickled_tensor(view)), kSix)).tensors().at("w"));
  };
  EXPECT_EQ(values({{3, 2}, {1, 3}}), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(values({{2, 3}, {0, 2}, 1}), (std::vector<float>{1, 3, 5, 1, 3, 5}));
  EXPECT_EQ(values({{1, 2}, {77, 4}}), (std::vector<float>{0, 4}));
  EXPECT_EQ(values({{}, {}, 5}), (std::vector<float>{5}));
  EXPECT_EQ(values({{0, 4}, {9, 9}, 6}), (std::vector<float>{}));
}

TEST_F(TorchFiles, TakesTheStateDictOutOfATrainersCheckpoint) {
  const std::string inner = called(global("collections", "OrderedDict"), "") + "(" +
                            pickled("a.w") + pickled_tensor({{6}, {1}}) + "u" + dictionary("") +
                            "b";
  const std::string trainer =
      called(global("pytorch_lightning.utilities", "AttributeDict"), pickled("anything"));
  const TorchFile file =
      open(torch_zip(dictionary(pickled("epoch") + pickled(3) + pickled("hyper_parameters") +
                                trainer + pickled("state_dict") + inner),
                     kSix));
  EXPECT_EQ(file.tensors().size(), 1);
  EXPECT_EQ(values_of(file.tensors().at("a.w")).size(), 6);
}

TEST_F(TorchFiles, JoinsNamesOfNestedDictionaries) {
  const TorchFile file =
      open(torch_zip(dictionary(pickled("model") + named(pickled_tensor({{2}, {1}}))), kSix));
  EXPECT_EQ(values_of(file.tensors().at("model.w")), (std::vector<float>{0, 1}));
}

TEST_F(TorchFiles, UnwrapsParameters) {
  const std::string parameter = called(global("torch._utils", "_rebuild_parameter"),
                                       pickled_tensor({{2}, {1}}) + "\x88" + "N");
  EXPECT_EQ(open(torch_zip(named(parameter), kSix)).tensors().size(), 1);
}

TEST_F(TorchFiles, ReadsTheOlderFormat) {
  const std::string storage = tuple(pickled("storage") + global("torch", "FloatStorage") +
                                    pickled("94") + pickled("cpu") + pickled(6) + "N") +
                              "Q";
  const std::string tensor =
      called(global("torch._utils", "_rebuild_tensor_v2"),
             storage + pickled(0) + numbers({3, 2}) + numbers({1, 3}) + "\x89N");
  const std::string file = whole_pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") +
                           whole_pickle(pickled(1001)) +
                           whole_pickle(dictionary(pickled("little_endian") + "\x88")) +
                           whole_pickle(named(tensor)) + whole_pickle("](" + pickled("94") + "e") +
                           packed<int64_t>(6) + kSix;
  EXPECT_EQ(values_of(open(file).tensors().at("w")), (std::vector<float>{0, 3, 1, 4, 2, 5}));
  for (size_t length = 0; length < file.size(); length += 3) refused(file.substr(0, length));
}

TEST_F(TorchFiles, LeavesCallsAloneAndSaysWhatTheyAre) {
  const TorchFile file =
      open(torch_zip(named(called(global("posix", "system"), pickled("exit 3"))), kSix));
  EXPECT_TRUE(file.tensors().empty());
  EXPECT_EQ(file.others().at("w"), "posix.system");
}

TEST_F(TorchFiles, NamesFunctionsAndStoragesThatItDoesNotKnow) {
  const auto other = [&](const std::string& value) {
    return open(torch_zip(named(value), kSix)).others().at("w");
  };
  EXPECT_EQ(other(pickled_tensor({{2}, {1}}, "_rebuild_qtensor")), "torch._utils._rebuild_qtensor");
  EXPECT_EQ(other(pickled_tensor({{2}, {1}, 0, 6, "QInt8Storage"})), "torch.QInt8Storage");
}

TEST_F(TorchFiles, RefusesTensorsBeyondTheirStorage) {
  EXPECT_NAMES(refused_view({{2, 3}, {3, 2}}),
               "x.bin: w: truncated, or a tensor beyond its storage");
  EXPECT_NAMES(refused_view({{7}, {1}}), "beyond its storage");
  EXPECT_NAMES(refused_view({{1}, {1}, 6}), "beyond its storage");
  EXPECT_NAMES(refused_view({{1}, {1}, -1}), "in front of its storage");
  EXPECT_NAMES(refused_view({{-1}, {1}}), "shape [-1] is impossible");
  EXPECT_NAMES(refused_view({{2}, {-1}, 3}), "impossible strides");
  EXPECT_NAMES(refused_view({{2}, {1, 1}}), "do not fit");
  EXPECT_NAMES(refused_view({{6}, {1}, 0, 7}), "fewer bytes than promised");
  EXPECT_NAMES(refused_view({{6}, {1}, 0, 6, "FloatStorage", "1"}), "'archive/data/1' is missing");
}

TEST_F(TorchFiles, RefusesSizesThatOverflow) {
  const std::vector<int32_t> large(5, INT32_MAX);
  EXPECT_NAMES(refused_view({large, large}), "is impossible");
  EXPECT_NAMES(refused_view({{65536, 65536}, {INT32_MAX, INT32_MAX}}), "beyond its storage");
}

TEST_F(TorchFiles, RefusesViewsThatRepeatWithoutEnd) {
  EXPECT_NAMES(refused_view({{1 << 20, 1 << 20}, {0, 0}}), "repeats more than the file holds");
}

TEST_F(TorchFiles, RefusesNamesThatMultiply) {
  std::string value = dictionary(pickled("leaf") + pickled_tensor({{1}, {1}}));
  for (int level = 0; level < 30; ++level) {
    const std::string slot(1, static_cast<char>(level));
    value += "q" + slot + "0" + dictionary(pickled("a") + "h" + slot + pickled("b") + "h" + slot);
  }
  EXPECT_NAMES(refused(torch_zip(value, kSix)), "more or longer names");
}

TEST_F(TorchFiles, RefusesDictionariesThatHoldThemselves) {
  EXPECT_NAMES(refused(torch_zip("}q\x01" + pickled("self") + "h\x01s", kSix)), "nested more than");
}

TEST_F(TorchFiles, SaysWhatOtherFilesAre) {
  EXPECT_NAMES(refused(std::string("hello")), "no file of torch.save");
  EXPECT_NAMES(refused(std::string("version 1\noid sha256:0\n")), "git lfs pull");
  EXPECT_NAMES(refused(zip_of({{"a", "b"}})), "no data.pkl");
  EXPECT_NAMES(refused(zip_of({{"m/data.pkl", ""}, {"m/constants.pkl", ""}})), "TorchScript");
  EXPECT_NAMES(refused(zip_of({{"m/data.pkl", "x", 8}})), "compressed");
  EXPECT_NAMES(refused(zip_of({{"m/data.pkl", ""}, {"m/byteorder", "big"}})), "big-endian");
  EXPECT_NAMES(refused(torch_zip(called(global("my.module", "Net"), ""), kSix)), "my.module.Net");
}

TEST_F(TorchFiles, NeverReadsOutsideWhateverByteIsChanged) {
  const std::string whole = torch_zip(named(pickled_tensor({{3, 2}, {1, 3}})), kSix);
  for (size_t i = 0; i < whole.size(); i += 3) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ (1 << i % 8));
    try {
      const TorchFile file = open(changed);
      for (const auto& [name, tensor] : file.tensors())
        EXPECT_LE(tensor.bytes.size(), 4 * whole.size() + (1 << 20));
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::kInput);
    }
  }
}

}  // namespace
}  // namespace dragoman::checkpoints
