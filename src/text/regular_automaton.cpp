#include "text/regular_automaton.h"

#include <algorithm>
#include <utility>

namespace dragoman::text {

using Kind = RegularProgram::Kind;

RegularAutomaton::RegularAutomaton(RegularProgram program)
    : program_(std::move(program)), visited_(program_.nodes.size(), 0) {
  Places places;
  bool matches = false;
  begin_visit();
  enter(program_.start, places, matches);
  state_of(std::move(places), matches);
}

int32_t RegularAutomaton::next(int32_t state, std::string_view bytes) {
  for (const char byte : bytes) {
    if (state == kRefused) break;
    state = next(state, static_cast<uint8_t>(byte));
  }
  return state;
}

void RegularAutomaton::begin_visit() {
  if (++visit_ == 0) std::fill(visited_.begin(), visited_.end(), 0U);
}

// Adds all characters that can come at `node` without reading anything.
void RegularAutomaton::enter(int32_t node, Places& places, bool& matches) {
  waiting_.push_back(node);
  while (!waiting_.empty()) {
    const int32_t here = waiting_.back();
    waiting_.pop_back();
    if (std::exchange(visited_[here], visit_) == visit_) continue;
    const RegularProgram::Node& at = program_.nodes[here];
    if (at.kind == Kind::kMatch) matches = true;
    if (at.kind == Kind::kCharacter) places.push_back({here, program_.sets[at.characters].start()});
    if (at.kind == Kind::kEither) {
      waiting_.push_back(at.next);
      waiting_.push_back(at.other);
    }
  }
}

int32_t RegularAutomaton::find_next(int32_t state, uint8_t byte) {
  const Places here = states_[state].places;
  Places places;
  bool matches = false;
  begin_visit();
  for (const Place& place : here) {
    const RegularProgram::Node& node = program_.nodes[place.node];
    const int16_t within =
        program_.sets[node.characters].next(static_cast<int16_t>(place.within), byte);
    if (within == CharacterAutomaton::kWhole)
      enter(node.next, places, matches);
    else if (within != CharacterAutomaton::kDead)
      places.push_back({place.node, within});
  }
  const int32_t found = state_of(std::move(places), matches);
  states_[state].next[byte] = found;
  return found;
}

int32_t RegularAutomaton::state_of(Places places, bool matches) {
  if (places.empty() && !matches) return kRefused;
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const auto [found, fresh] =
      known_.try_emplace({places, matches}, static_cast<int32_t>(states_.size()));
  if (fresh) {
    states_.push_back({{}, std::move(places), matches});
    states_.back().next.fill(kUnknown);
  }
  return found->second;
}

}  // namespace dragoman::text
