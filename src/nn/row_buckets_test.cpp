#include "nn/row_buckets.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <set>

namespace dragoman::nn {
namespace {

TEST(RowBuckets, AreFewAndWasteLittle) {
  std::set<int64_t> buckets;
  for (int64_t rows = 1; rows <= 4096; ++rows) {
    const int64_t bucket = row_bucket(rows);
    EXPECT_GE(bucket, rows);
    EXPECT_LE(static_cast<double>(bucket), std::max(8.0, 1.125 * static_cast<double>(rows) + 8.0));
    EXPECT_EQ(row_bucket(bucket), bucket);
    buckets.insert(bucket);
  }
  EXPECT_LT(buckets.size(), 64u);
}

TEST(RowBuckets, PadWithZerosAndCarryGradients) {
  at::Tensor rows = at::rand({13, 3}).to(at::kBFloat16).requires_grad_(true);
  const at::Tensor padded = pad_to_bucket(rows);
  ASSERT_EQ(padded.size(0), 16);
  EXPECT_TRUE(padded.narrow(0, 0, 13).equal(rows));
  EXPECT_EQ(padded.narrow(0, 13, 3).abs().sum().item<double>(), 0.0);
  padded.sum().backward();
  EXPECT_TRUE(rows.grad().equal(at::ones_like(rows)));
}

TEST(RowBuckets, LeaveOtherDtypesAlone) {
  const at::Tensor rows = at::rand({13, 3});
  EXPECT_TRUE(pad_to_bucket(rows).is_same(rows));
}

}  // namespace
}  // namespace dragoman::nn
