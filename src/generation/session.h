// Steps of a scheduler's on a decoder.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "generation/decoder.h"
#include "generation/scheduler.h"

namespace dragoman::generation {

// An Error unless these are 1 to `context_length` tokens of the vocabulary.
void check_ids(std::span<const TokenId> ids, const SequenceRules& rules, const std::string& where);

// Has the decoder's cache for itself: `in_use` is true as long as it lives.
class EngineSession final : public episodes::Session {
 public:
  EngineSession(Decoder& decoder, const SequenceRules& rules, const SchedulerLimits& limits,
                bool& in_use);
  ~EngineSession() override { in_use_ = false; }
  EngineSession(const EngineSession&) = delete;
  EngineSession& operator=(const EngineSession&) = delete;

  int64_t add(episodes::GenerationRequest request,
              const episodes::SamplingSettings& settings) override;
  void cancel(int64_t request) override { scheduler_.cancel(request); }
  bool step() override;
  std::vector<episodes::Finished> take_finished() override { return scheduler_.take_finished(); }
  episodes::SessionLoad load() const override { return scheduler_.load(); }

 private:
  Decoder& decoder_;
  SequenceRules rules_;
  Scheduler scheduler_;
  int64_t added_ = 0;
  bool& in_use_;
};

}  // namespace dragoman::generation
