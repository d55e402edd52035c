// Draws rows from sources in exact shares: the next row comes from the source that is furthest
// behind. Nothing is drawn at random but the order within a source.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "corpus/job.h"
#include "corpus/mixture.h"
#include "corpus/source_stream.h"

namespace dragoman::corpus {

class Mixer {
 public:
  // The mixture's sources, whose shards are given in the same order.
  Mixer(const Mixture& mixture, const std::vector<std::vector<Shard>>& shards,
        const JobOptions& options);

  // Begins with the first phase, or where a state was.
  void go_to(const Json& state);
  Json state() const;

  // The next row of the phase; nullptr when it has its amount. A source that would be passed over
  // too often is the user's error.
  const PreparedRow* next();
  // Whether there is a phase after this one, which has become the current one.
  bool next_phase();
  const MixturePhase& phase() const { return mixture_.phases[phase_]; }

  int64_t taken() const;                              // in all phases so far
  const Counts& removed() const { return removed_; }  // while sources were read for the first time
  Json report() const;                                // phases with sources and languages

 private:
  struct Taken {
    int64_t rows = 0;
    int64_t amount = 0;
    int64_t passes = 0;  // finished ones when the phase ended
  };

  void prepare(const Shard& shard, std::vector<PreparedRow>& rows, bool fresh);
  std::string reason_to_drop(const Shard& shard, PreparedRow& row) const;
  size_t furthest_behind() const;

  const Mixture& mixture_;
  const JobOptions& options_;
  TextLength length_;
  std::unique_ptr<EvaluationIndex> evaluation_;
  std::vector<SourceStream> streams_;
  Counts removed_;
  size_t phase_ = 0;
  std::vector<double> shares_;             // of the current phase
  std::vector<std::vector<Taken>> taken_;  // by phase and source
};

}  // namespace dragoman::corpus
