// Beam search on the scheduler: the beams of a request go on together, and what they have in common
// lies in common pages.
#include <algorithm>

#include "generation/scheduler.h"

namespace dragoman::generation {

// The first child of a beam goes on in its place; the others take the places of beams that die or
// rest, and so no page is copied that another copy has yet to read.
void Scheduler::advance_beams(Order& order, const std::function<void(PageId, PageId)>& copy) {
  std::vector<std::vector<Continuation>> best;
  for (Sample* beam : order.beams)
    if (beam->state == Sample::State::kGoesOn) best.push_back(std::exchange(beam->candidates, {}));
  const std::vector<BeamSearch::Beam> next = order.search->advance(best);
  if (next.empty()) {
    order.completions = order.search->take_results(order.completions.size());
    for (Sample* beam : order.beams) beam->state = Sample::State::kFinished;
    return;
  }
  std::vector<Sample*> going_on(next.size(), nullptr), free = order.beams;
  for (size_t i = 0; i < next.size(); ++i) {
    Sample* parent = order.beams[next[i].parent];
    const auto found = std::find(free.begin(), free.end(), parent);
    if (found == free.end()) continue;
    going_on[i] = parent;
    free.erase(found);
  }
  for (size_t i = 0; i < next.size(); ++i) {
    if (going_on[i] != nullptr) continue;
    going_on[i] = free.back();
    free.pop_back();
    go_on_as(*going_on[i], *order.beams[next[i].parent], copy);
  }
  for (size_t i = 0; i < next.size(); ++i) {
    going_on[i]->history.push_back(next[i].token);
    going_on[i]->state = Sample::State::kGoesOn;
  }
  for (Sample* beam : free) {
    beam->state = Sample::State::kRests;
    going_on.push_back(beam);
  }
  order.beams = std::move(going_on);
}

// Full pages are shared; the one that is not full yet is copied into the beam's own.
void Scheduler::go_on_as(Sample& beam, const Sample& parent,
                         const std::function<void(PageId, PageId)>& copy) {
  const int64_t full = parent.computed / kTokensAPage;
  for (int64_t page = 0; page < full; ++page) {
    pool_.hold(parent.pages[page]);
    pool_.release(beam.pages[page]);
    beam.pages[page] = parent.pages[page];
  }
  if (parent.computed % kTokensAPage != 0) copy(parent.pages[full], beam.pages[full]);
  beam.history = parent.history;
  beam.computed = parent.computed;
}

}  // namespace dragoman::generation
