#include <algorithm>

#include "worlds/daughter_book.h"

namespace dragoman::worlds {
namespace {

constexpr int kMostDraws = 4000;
constexpr int kLongestExample = 7;  // blanks

}  // namespace

std::vector<Example> ExampleMaker::make(const std::string& topic, size_t count,
                                        const std::function<bool(const Meaning&)>& wanted) const {
  Rng rng = rng_.derive(topic);
  std::vector<Example> found;
  for (int draw = 0; draw < kMostDraws && found.size() < count; ++draw) {
    const Meaning meaning = world_.sample(rng);
    if (!wanted(meaning)) continue;
    const std::string text = world_.render(meaning, language_, rng);
    if (std::count(text.begin(), text.end(), ' ') > kLongestExample) continue;
    const std::string& english = world_.languages().front().code;
    found.push_back({text, world_.gloss(text, language_), world_.render(meaning, english, rng)});
  }
  return found;
}

}  // namespace dragoman::worlds
