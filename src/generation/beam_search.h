// Which beams go on and which are finished: the bookkeeping of beam search for one prompt, as
// transformers 5 does it (GenerationMixin._beam_search). No tensors, no weights.
#pragma once

#include <span>
#include <vector>

#include "episodes/generator.h"

namespace dragoman::generation {

// A token that may come next, with the model's own logprob.
struct Continuation {
  TokenId token = 0;
  float logprob = 0.0F;
};

class BeamSearch {
 public:
  // `limit`: new tokens at most, at least 1. The end tokens must outlive this.
  BeamSearch(const episodes::BeamSettings& settings, std::span<const TokenId> end_tokens,
             int64_t limit);

  // How many candidates of every beam `advance` wants to see, where the vocabulary has so many.
  size_t candidates() const { return keep_; }

  // A beam that goes on: beam `parent` of before with one more token.
  struct Beam {
    size_t parent = 0;
    TokenId token = 0;
  };

  // best[i]: the likeliest tokens of beam i, in any order; the first call has one beam. Returns the
  // beams that go on, best first; none: the search is over.
  std::vector<Beam> advance(std::span<const std::vector<Continuation>> best);

  // The best finished ones, best first; fewer where there are not so many texts.
  std::vector<episodes::Completion> take_results(size_t count) const;

 private:
  static constexpr size_t kNone = static_cast<size_t>(-1);

  // A token of the tree of all beams.
  struct Node {
    size_t before = kNone;
    TokenId token = 0;
    float logprob = 0.0F;
    double sum = 0.0;  // of the logprobs so far
  };
  struct Finished {
    size_t node = 0;
    double score = 0.0;
    bool ended = false;  // by an end token
  };

  struct Step {
    size_t parent = 0;
    Node node;
  };

  std::vector<Step> best_steps(std::span<const std::vector<Continuation>> best) const;
  double score_of(double sum, int64_t length) const;
  void finish(const Node& node, bool ended);
  bool is_over() const;

  episodes::BeamSettings settings_;
  std::span<const TokenId> ends_;
  int64_t limit_;
  size_t beams_, keep_;
  int64_t length_ = 0;  // tokens of every running beam
  std::vector<Node> nodes_;
  std::vector<size_t> running_{kNone};  // nodes, best first
  std::vector<Finished> finished_;      // best first
};

}  // namespace dragoman::generation
