// Systems in order, with what tests say of the order: rank ranges and clusters, as WMT's findings
// papers print them.
#pragma once

#include <functional>
#include <vector>

namespace dragoman::metrics {

// The range of a system's rank goes from 1 + the systems that are significantly better to the
// number of systems less those that are significantly worse. A new cluster begins where no
// system's range reaches over the line.
struct Standing {
  size_t system = 0;
  size_t first_rank = 1;
  size_t last_rank = 1;
  size_t cluster = 1;  // from 1, the best
};

// Best first. `wins(a, b)`: a is significantly better than b.
std::vector<Standing> standings(const std::vector<double>& scores, bool higher_is_better,
                                const std::function<bool(size_t, size_t)>& wins);

}  // namespace dragoman::metrics
