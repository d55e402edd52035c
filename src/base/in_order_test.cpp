#include "base/in_order.h"

#include <gtest/gtest.h>

namespace dragoman {
namespace {

TEST(InOrder, WritesEachAsSoonAsAllBeforeItAreThere) {
  std::vector<size_t> written;
  InOrder order(4, [&](size_t index) { written.push_back(index); });
  order.done(2);
  EXPECT_TRUE(written.empty());
  order.done(0);
  EXPECT_EQ(written, (std::vector<size_t>{0}));
  order.done(1);
  EXPECT_EQ(written, (std::vector<size_t>{0, 1, 2}));
  order.done(3);
  EXPECT_EQ(written, (std::vector<size_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace dragoman
