// A regular expression as a machine that reads bytes; its states are made when they are first met.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "text/regular_expression.h"

namespace dragoman::text {

// From every state but kRefused some text leads to a match. Not thread-safe.
class RegularAutomaton {
 public:
  static constexpr int32_t kRefused = -1;
  static constexpr int32_t kStart = 0;

  explicit RegularAutomaton(RegularProgram program);

  int32_t next(int32_t state, uint8_t byte) {
    const int32_t known = states_[static_cast<size_t>(state)].next[byte];
    return known != kUnknown ? known : find_next(state, byte);
  }
  // kRefused stays what it is.
  int32_t next(int32_t state, std::string_view bytes);
  bool matches(int32_t state) const {  // what was read is a match as it stands
    return state != kRefused && states_[static_cast<size_t>(state)].matches;
  }

 private:
  static constexpr int32_t kUnknown = -2;

  // A node of the program, and where in its character's bytes it is.
  struct Place {
    int32_t node = 0;
    int32_t within = 0;
    auto operator<=>(const Place&) const = default;
  };
  using Places = std::vector<Place>;  // sorted

  struct State {
    std::array<int32_t, 256> next;
    Places places;
    bool matches = false;
  };

  int32_t find_next(int32_t state, uint8_t byte);
  int32_t state_of(Places places, bool matches);
  void enter(int32_t node, Places& places, bool& matches);
  void begin_visit();

  RegularProgram program_;
  std::vector<State> states_;
  std::map<std::pair<Places, bool>, int32_t> known_;
  std::vector<uint32_t> visited_;  // by node: the visit that saw it last
  uint32_t visit_ = 0;
  std::vector<int32_t> waiting_;
};

}  // namespace dragoman::text
