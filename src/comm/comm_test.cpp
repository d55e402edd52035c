#include "comm/comm.h"

#include <gtest/gtest.h>

namespace dragoman::comm {
namespace {

class Ranked final : public Comm {
 public:
  Ranked(int64_t rank, int64_t size) : rank_(rank), size_(size) {}
  int64_t rank() const override { return rank_; }
  int64_t world_size() const override { return size_; }
  void sum(std::span<double>) override {}
  void barrier() override {}

 private:
  int64_t rank_;
  int64_t size_;
};

TEST(Share, CoversEveryItemOnce) {
  for (const int64_t count : {0, 1, 7, 64}) {
    int64_t next = 0;
    for (int64_t rank = 0; rank < 5; ++rank) {
      const Share share = share_of(Ranked(rank, 5), count);
      EXPECT_EQ(share.begin, next);
      EXPECT_LE(share.end - share.begin, count / 5 + 1);
      next = share.end;
    }
    EXPECT_EQ(next, count);
  }
}

TEST(SingleProcess, IsItsOwnTotal) {
  const auto comm = single_process();
  double values[] = {1.5, 2.0};
  comm->sum(values);
  EXPECT_EQ(values[0], 1.5);
  EXPECT_EQ(share_of(*comm, 9).end, 9);
}

}  // namespace
}  // namespace dragoman::comm
