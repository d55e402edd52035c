#include "clusters/vectors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "clusters/passes.h"
#include "clusters/planted.h"

namespace dragoman::clusters {
namespace {

std::string npy(const std::string& dictionary, const std::vector<float>& numbers) {
  std::string header = dictionary;
  header.resize((header.size() + 10) / 64 * 64 + 64 - 10, ' ');
  std::string file = "\x93NUMPY";
  file +=
      {'\x01', '\0', static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)};
  file += header;
  file.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float));
  return file;
}

const std::vector<float> kNumbers{1.0F, 2.5F, -3.0F, 4.0F, 5.0F, 6.0F};
const char* const kGood = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }";

class Vectors : public testing::Test {
 protected:
  Path write(const char* name, const std::string& bytes) {
    write_file(folder_.path() / name, bytes);
    return folder_.path() / name;
  }

  void expect_refused(const char* name, const std::string& bytes, const char* word) {
    const Path path = write(name, bytes);
    try {
      const auto reader = open_vectors(path);
      std::vector<float> to(static_cast<size_t>(16 * padded(reader->width())));
      while (reader->read(to.data(), 16) > 0) continue;
      FAIL() << "not refused: " << word;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(word), std::string::npos) << error.what();
      EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos);
    }
  }

  TemporaryFolder folder_{"vectors"};
};

void expect_numbers(VectorReader& reader) {
  ASSERT_EQ(reader.width(), 2);
  std::vector<float> to(2 * kLanes, 9.0F);
  for (int round = 0; round < 2; ++round) {
    ASSERT_EQ(reader.read(to.data(), 2), 2);
    EXPECT_EQ(to[0], 1.0F);
    EXPECT_EQ(to[1], 2.5F);
    EXPECT_EQ(to[2], 0.0F);
    EXPECT_EQ(to[kLanes], -3.0F);
    EXPECT_EQ(to[2 * kLanes - 1], 0.0F);
    ASSERT_EQ(reader.read(to.data(), 2), 1);
    EXPECT_EQ(to[1], 6.0F);
    EXPECT_EQ(reader.read(to.data(), 2), 0);
    reader.rewind();
  }
}

TEST_F(Vectors, AreReadFromNumPysFormat) {
  const auto reader = open_vectors(write("x.npy", npy(kGood, kNumbers)));
  EXPECT_EQ(reader->count(), 3);
  expect_numbers(*reader);
}

TEST_F(Vectors, AreReadFromJsonLines) {
  expect_numbers(*open_vectors(write(
      "x.jsonl",
      "{\"embedding\":[1,2.5]}\n{\"id\":7,\"embedding\":[-3.0,4]}\n\n{\"embedding\":[5,6]}\n")));
}

TEST_F(Vectors, ThatCantBeReadAreRefusedByName) {
  expect_refused("a.npy", "hello, this is text", "no .npy file");
  const auto with = [](std::string text, const char* from, const char* to) {
    return npy(text.replace(text.find(from), std::strlen(from), to), kNumbers);
  };
  expect_refused("b.npy", with(kGood, "<f4", "<f8"), "not float32");
  expect_refused("c.npy", with(kGood, "False", "True"), "columns before rows");
  expect_refused("d.npy", with(kGood, "(3, 2)", "(6,)"), "shape");
  expect_refused("e.npy", with(kGood, "(3, 2)", "(1, 3, 2)"), "shape");
  expect_refused("f.npy", with(kGood, "(3, 2)", "(4, 2)"), "shorter");
  expect_refused("g.npy", npy(kGood, {1, 2, 3, 4, NAN, 6}), "row 3");
  expect_refused("h.jsonl", "{\"embedding\":[1,2]}\n{\"embedding\":[1]}\n", "line 2");
  expect_refused("i.jsonl", "{\"embedding\":[1,null]}\n", "line 1");
  expect_refused("j.jsonl", "{\"text\":\"a\"}\n", "embedding");
  expect_refused("k.jsonl", "", "no vectors");
}

// Both readings together: what is counted, and every vector with its label.
TEST_F(Vectors, GoThroughTheTreeAndGetLabels) {
  const Planted planted = plant({.count = 500, .width = 32, .centres = 5, .noise = 0.2});
  const std::vector<float> numbers(planted.rows.data, planted.rows.data + 500 * 32);
  const auto reader = open_vectors(write(
      "p.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (500, 32), }", numbers)));
  int64_t seen = 0;
  const auto advance = [&](int64_t count) { seen += count; };
  Birch birch = read_into_tree(*reader, {.threshold = 0.3}, advance);
  birch.finish();
  EXPECT_EQ(birch.vectors(), 500);
  EXPECT_EQ(birch.tree().features(), 5);
  int64_t next = 0;
  read_for_labels(*reader, Labeller(birch.tree(), 0), advance,
                  [&](std::span<const float> vector, const Neighbour& label) {
                    EXPECT_EQ(vector[0], planted.rows.row(next)[0]);
                    EXPECT_LT(label.squared, 0.16F);
                    ++next;
                  });
  EXPECT_EQ(next, 500);
  EXPECT_EQ(seen, 1000);
}

}  // namespace
}  // namespace dragoman::clusters
