#include "worlds/teacher.h"

#include <algorithm>
#include <span>
#include <vector>

#include "base/error.h"
#include "text/utf8.h"
#include "worlds/words.h"

namespace dragoman::worlds {
namespace {

bool is_mark(std::string_view word) { return word == "." || word == "?"; }

// Words, and the closing mark as the last of them.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split_whitespace(text)) words.emplace_back(word);
  if (words.empty() || words.back().size() < 2) return words;
  const std::string mark = words.back().substr(words.back().size() - 1);
  if (!is_mark(mark)) return words;
  words.back().pop_back();
  words.push_back(mark);
  return words;
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty() && !is_mark(word)) text += ' ';
    text += word;
  }
  return text;
}

// What a teacher who errs puts in the place of words.
class Slips {
 public:
  Slips(const World& world, const data::Row& row, const TeacherConfig& config, Rng rng)
      : world_(world), language_(row.target_language), rate_(config.error_rate), rng_(rng) {}

  bool slips() { return rate_ > 0.0 && rng_.uniform() < rate_; }

  // What a correction becomes that goes wrong: the draft's word, or a wrong one for the right one.
  std::string mistaken(const WordStep& step) {
    const bool left_out = rng_.uniform() < 0.5;
    if (left_out || step.after.empty() || is_mark(step.after)) return step.before;
    return wrong(step.after);
  }

  // The text with one of its words wrong.
  std::string spoiled(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    std::vector<size_t> places;
    for (size_t i = 0; i < words.size(); ++i)
      if (!is_mark(words[i])) places.push_back(i);
    if (places.empty()) return std::string(text);
    std::string& word = words[places[rng_.below(places.size())]];
    word = wrong(word);
    return joined(words);
  }

 private:
  // Another word of the language, or the same with another word's ending.
  std::string wrong(const std::string& right) {
    const bool ending = rng_.uniform() < 0.5 && text::count_code_points(right) > kEnding;
    for (int draw = 0; draw < 100; ++draw) {
      const std::string other = some_word();
      const std::string made = ending ? with_ending_of(right, other) : other;
      if (!made.empty() && made != right) return made;
    }
    return right;
  }

  std::string some_word() {
    const std::string text = world_.render(world_.sample(rng_), language_, rng_);
    const std::vector<std::string> words = words_of(text);
    return words[rng_.below(words.size() - 1)];  // the last one is the mark
  }

  static std::string with_ending_of(const std::string& word, const std::string& other) {
    std::u32string made = text::to_code_points(word);
    const std::u32string from = text::to_code_points(other);
    if (std::ssize(from) < kEnding) return {};
    made.resize(made.size() - kEnding);
    made.append(from.end() - kEnding, from.end());
    return text::to_utf8(made);
  }

  static constexpr int64_t kEnding = 2;  // characters

  const World& world_;
  std::string_view language_;
  double rate_;
  Rng rng_;
};

Meaning meaning_of(const World& world, const data::Row& row) {
  const auto meaning = world.parse(row.source, row.source_language);
  if (!meaning)
    throw_input("row {}: '{}' is no sentence of this world, so its teacher can't correct it",
                row.id, row.source);
  return *meaning;
}

}  // namespace

std::string refine(const World& world, const data::Row& row, std::string_view draft,
                   const TeacherConfig& config, const Rng& rng) {
  const Meaning meaning = meaning_of(world, row);
  Slips slips(world, row, config, rng.derive("refine").derive(row.source).derive(draft));
  if (world.parse(draft, row.target_language) == meaning)
    return slips.slips() ? slips.spoiled(draft) : std::string(draft);
  const auto steps = nearest(world.wordings(meaning, row.target_language), words_of(draft));
  std::vector<std::string> words;
  for (const WordStep& step : steps) {
    std::string word = !step.kept() && slips.slips() ? slips.mistaken(step) : step.after;
    if (!word.empty()) words.push_back(std::move(word));
  }
  return joined(words);
}

std::string teach(const World& world, const data::Row& row, const TeacherConfig& config,
                  const Rng& rng) {
  const Meaning meaning = meaning_of(world, row);
  Rng stream = rng.derive("teach").derive(row.source);
  std::string text = world.render(meaning, row.target_language, stream);
  Slips slips(world, row, config, stream.derive("slips"));
  return slips.slips() ? slips.spoiled(text) : text;
}

}  // namespace dragoman::worlds
