// The share of accepted translations that an audit found equivalent, with an interval that is
// exact at every size of the audit (Clopper and Pearson 1934).
#pragma once

#include <cstdint>

namespace dragoman::items {

struct Share {
  double value = 0;
  double low = 0;
  double high = 1;
};

// `equivalent` of `audited` items, 0 <= equivalent <= audited <= 10 million; `level` in (0, 1),
// such as 0.95. Other numbers are the user's error. Of no items: 0, between 0 and 1.
Share fidelity(int64_t equivalent, int64_t audited, double level = 0.95);

}  // namespace dragoman::items
