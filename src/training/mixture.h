// Which domain the n-th sequence is of: a function of n alone, without chance, so that after any
// number of sequences every domain has had its share to within one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dragoman::training {

class Mixture {
 public:
  struct Draw {
    size_t domain = 0;
    int64_t visit = 0;  // how many draws the domain had before
  };

  // Weights at least 0, with a sum above 0.
  explicit Mixture(std::vector<double> weights);

  // The n-th draw, from 0. Cheap where n grows.
  Draw draw(int64_t n);
  // Sequences of a domain among the first n.
  int64_t count(size_t domain, int64_t n);

 private:
  Draw advance();
  void go_to(int64_t n);

  std::vector<double> shares_;   // of 1
  std::vector<int64_t> counts_;  // after `drawn_` draws
  int64_t drawn_ = 0;
};

}  // namespace dragoman::training
