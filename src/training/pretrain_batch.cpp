#include "training/pretrain_batch.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "episodes/segments.h"
#include "episodes/token_budget.h"

namespace dragoman::training {
namespace {

constexpr int64_t kFirstBucket = 16;  // positions; every further one is as wide as all before it

size_t bucket_of(int64_t position) {
  return static_cast<size_t>(std::bit_width(static_cast<uint64_t>(position / kFirstBucket)));
}

std::string bucket_name(size_t bucket) {
  const int64_t begin = bucket == 0 ? 1 : kFirstBucket << (bucket - 1);
  return fmt::format("loss/position_{}-{}", begin, (kFirstBucket << bucket) - 1);
}

}  // namespace

std::vector<episodes::PolicyBatch> pack_segments(std::vector<Segment> segments, int64_t max_tokens,
                                                 comm::Comm& comm) {
  double predicted = 0.0;
  for (const Segment& segment : segments)
    predicted += static_cast<double>(segment.tokens.size()) - 1.0;
  comm.sum({&predicted, 1});
  const auto weight = static_cast<float>(1.0 / predicted);
  std::stable_sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    return a.tokens.size() > b.tokens.size();
  });
  std::vector<episodes::PolicyBatch> batches;
  for (const auto& part : episodes::batches_of(
           segments, max_tokens, [](const Segment& one) { return one.tokens.size(); })) {
    episodes::PolicyBatch& batch = batches.emplace_back();
    for (const Segment& segment : part) {
      std::vector<uint8_t> all_but_first(segment.tokens.size(), 1);
      all_but_first[0] = 0;
      episodes::append_segment(segment.tokens, all_but_first, segment.domain, batch);
      episodes::weigh_last_segment(weight, batch);
    }
  }
  return batches;
}

LossTally::LossTally(std::vector<std::string> domains)
    : domains_(std::move(domains)), sums_(domains_.size() + kBuckets) {}

void LossTally::add(const episodes::PolicyBatch& batch, const episodes::TokenQuantities& current) {
  for (int64_t s = 0; s < batch.segments(); ++s) {
    for (int32_t t = batch.cu_seqlens[s]; t < batch.cu_seqlens[s + 1]; ++t) {
      if (batch.predicted[t] == 0) continue;
      const size_t bucket = std::min(bucket_of(batch.positions[t]), kBuckets - 1);
      for (const size_t part : {static_cast<size_t>(batch.groups[s]), domains_.size() + bucket}) {
        sums_[part].loss -= double{current.logprob[t]};
        sums_[part].correct += double{current.correct[t]};
        sums_[part].tokens += 1.0;
      }
    }
  }
}

void LossTally::sum(comm::Comm& comm) {
  for (Sums& sums : sums_) {
    double all[] = {sums.loss, sums.correct, sums.tokens};
    comm.sum(all);
    sums = {all[0], all[1], all[2]};
  }
}

double LossTally::mean(double Sums::*what) const {
  double sum = 0.0;
  double tokens = 0.0;
  for (size_t d = 0; d < domains_.size(); ++d) {
    sum += sums_[d].*what;
    tokens += sums_[d].tokens;
  }
  return sum / std::max(1.0, tokens);
}

Json LossTally::parts() const {
  Json json = Json::object();
  for (size_t i = 0; i < sums_.size(); ++i) {
    const Sums& sums = sums_[i];
    if (sums.tokens == 0.0) continue;
    const double loss = sums.loss / sums.tokens;
    if (i >= domains_.size()) {
      json[bucket_name(i - domains_.size())] = loss;
      continue;
    }
    json["loss/" + domains_[i]] = loss;
    json["perplexity/" + domains_[i]] = perplexity(loss);
  }
  return json;
}

double perplexity(double loss) {
  constexpr double kLargestExponent = 700.0;
  return std::exp(std::min(loss, kLargestExponent));
}

}  // namespace dragoman::training
