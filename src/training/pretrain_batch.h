// Pieces of documents as batches, and what is counted over them: by domain and by position.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "comm/comm.h"
#include "episodes/policy_batch.h"
#include "text/token.h"

namespace dragoman::training {

// One segment of a batch: a piece of a document, and the domain it is of.
struct Segment {
  std::span<const TokenId> tokens;  // at least two
  int64_t domain = 0;
};

// Batches of at most `max_tokens` tokens (one segment may exceed it), longest segments first, a
// segment's domain as its group. All tokens but a segment's first are predicted and weigh
// 1 / (predicted tokens of all given segments, over all ranks).
std::vector<episodes::PolicyBatch> pack_segments(std::vector<Segment> segments, int64_t max_tokens,
                                                 comm::Comm& comm);

// Sums of a loss by domain and by position in the document.
class LossTally {
 public:
  explicit LossTally(std::vector<std::string> domains);

  // Needs `correct`.
  void add(const episodes::PolicyBatch& batch, const episodes::TokenQuantities& current);
  void sum(comm::Comm& comm);  // over all ranks

  // Mean over all tokens, nats; share of tokens that were the likeliest.
  double loss() const { return mean(&Sums::loss); }
  double accuracy() const { return mean(&Sums::correct); }
  // "loss/DOMAIN", "perplexity/DOMAIN", "loss/position_16-31", …: of what was added.
  Json parts() const;

 private:
  static constexpr size_t kBuckets = 24;
  // Sums of one domain or bucket.
  struct Sums {
    double loss = 0.0, correct = 0.0, tokens = 0.0;
  };
  double mean(double Sums::*what) const;

  std::vector<std::string> domains_;
  std::vector<Sums> sums_;  // of domains, then of buckets
};

// e^loss, finite.
double perplexity(double loss);

}  // namespace dragoman::training
