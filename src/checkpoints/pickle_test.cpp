#include "checkpoints/pickle.h"

#include "checkpoints/errors_for_tests.h"
#include "checkpoints/files_for_tests.h"

namespace dragoman::checkpoints {
namespace {

using Kind = PickleValue::Kind;

// Keeps the bytes that a pickle looks at.
struct Read {
  explicit Read(const std::string& value)
      : bytes(whole_pickle(value)), pickle(std::as_bytes(std::span(bytes)), where) {}
  const PickleValue& root() const { return pickle.root(); }
  const PickleValue& item(size_t i) const { return pickle.at(root().items.at(i)); }

  std::string where = "file";
  std::string bytes;
  Pickle pickle;
};

std::string refused(const std::string& value) {
  return error_of([&] { Read read(value); });
}

TEST(Pickle, ReadsNumbers) {
  const auto number = [](const std::string& value) { return Read(value).root().number; };
  EXPECT_EQ(number("J" + packed<int32_t>(-5)), -5);
  EXPECT_EQ(number("K\xff"), 255);
  EXPECT_EQ(number("M\x01\x02"), 513);
  EXPECT_EQ(number(std::string("\x8a\x00", 2)), 0);
  EXPECT_EQ(number("\x8a\x01\xff"), -1);
  EXPECT_EQ(number("\x8a\x08" + packed<int64_t>(INT64_MIN)), INT64_MIN);
  EXPECT_EQ(number("\x8b" + packed<uint32_t>(3) + std::string("\x00\x00\x01", 3)), 65536);
  EXPECT_EQ(Read("\x8a\x09"
                 "123456789")
                .root()
                .kind,
            Kind::kBig);
  EXPECT_EQ(Read("\x88").root().kind, Kind::kBoolean);
}

TEST(Pickle, ReadsContainers) {
  const Read read("](" + tuple(pickled(1) + pickled("a")) + dictionary(pickled("k") + pickled(2)) +
                  "e" + "Na");
  ASSERT_EQ(read.root().items.size(), 3);
  EXPECT_EQ(read.item(0).kind, Kind::kTuple);
  EXPECT_EQ(read.pickle.at(read.item(0).items[1]).text, "a");
  EXPECT_EQ(read.item(1).kind, Kind::kDict);
  EXPECT_EQ(read.item(2).kind, Kind::kNone);
}

TEST(Pickle, SharesWhatIsRecalled) {
  const Read read(
      tuple("]q\x01h\x01"
            "]\x94"
            "j" +
            packed<uint32_t>(1)));
  EXPECT_EQ(read.root().items[0], read.root().items[1]);
  EXPECT_EQ(read.root().items[2], read.root().items[3]);
}

TEST(Pickle, AListMayHoldItself) {
  const Read read(
      "]q\x01h\x01"
      "a");
  EXPECT_EQ(&read.item(0), &read.root());
}

TEST(Pickle, DescribesCallsAndMakesNone) {
  const Read read(called(global("posix", "system"), pickled("touch /tmp/never")));
  EXPECT_EQ(read.root().kind, Kind::kCall);
  EXPECT_EQ(read.item(0).text, "posix");
  EXPECT_EQ(read.item(0).name, "system");
}

TEST(Pickle, KeepsEntriesOfWhatACallGivesAndDropsItsState) {
  const Read read(called(global("collections", "OrderedDict"), "") + "(" + pickled("k") +
                  pickled(7) + "u" + dictionary("") + "b");
  ASSERT_EQ(read.root().items.size(), 4);
  EXPECT_EQ(read.item(2).text, "k");
  EXPECT_EQ(read.item(3).number, 7);
}

TEST(Pickle, SaysHowManyBytesItTook) {
  const std::string bytes = whole_pickle("N") + "more";
  const std::string where = "file";
  EXPECT_EQ(Pickle(std::as_bytes(std::span(bytes)), where).size(), bytes.size() - 4);
}

TEST(Pickle, RefusesWhatIsMalformed) {
  for (const char* value : {"",          "0",
                            "t",         "(u",
                            "a",         "](",
                            "\x85",      "h\x05",
                            "}NNu",      "}(Nu",
                            "NNa",       "cposix",
                            "KK\x93",    "b",
                            "Nb",        "R",
                            "\x80\x06N", "X\xff\xff\xff\x7f",
                            "(N(\x85",   "\x8b\xff\xff\xff\xff"})
    refused(value);
}

TEST(Pickle, SaysWhatToDoAboutOtherProtocols) {
  EXPECT_NE(refused("I5\n").find("save the file again"), std::string::npos);
}

TEST(Pickle, RefusesEveryTruncation) {
  const std::string bytes =
      whole_pickle(dictionary(pickled("state_dict") + pickled_tensor({{2, 3}, {3, 1}})));
  const std::string where = "file";
  for (size_t length = 0; length < bytes.size(); ++length)
    error_of([&] { Pickle(std::as_bytes(std::span(bytes.data(), length)), where); });
}

TEST(Pickle, EndsWhereMoreIsAskedThanACheckpointHolds) {
  EXPECT_NE(refused(std::string(4'000'001, 'N')).find("4 million"), std::string::npos);
}

TEST(Pickle, TakesDeepNestingWithoutCallingItself) {
  std::string value;
  for (int i = 0; i < 1'000'000; ++i) value += '\x85';
  EXPECT_EQ(Read("N" + value).root().kind, Kind::kTuple);
}

}  // namespace
}  // namespace dragoman::checkpoints
