#include "items/acceptance.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "metrics/chrf.h"
#include "metrics/language_detector.h"
#include "text/numbers.h"
#include "text/utf8.h"
#include "transducers/english_word.h"
#include "transducers/morphology.h"

namespace dragoman::items {
namespace {

// Every item with options has an A.
constexpr std::string_view kAnyAnswer = "A";

double chrf(std::string_view hypothesis, const std::string& reference) {
  static const metrics::Chrf metric;
  const std::vector<std::string> references{reference};
  return metric.sentence_score(hypothesis, *metric.prepare({.references = references})) / 100;
}

// Each of <<1>> … <<count>> once.
bool complete(std::string_view text, size_t count) {
  std::vector<int64_t> numbers = placeholders_in(text);
  std::ranges::sort(numbers);
  if (numbers.size() != count) return false;
  for (size_t i = 0; i < count; ++i)
    if (numbers[i] != static_cast<int64_t>(i) + 1) return false;
  return true;
}

// A text with placeholders, option by option: letters are restored, so that options are found,
// everything else is not.
std::vector<std::string> options_of(std::string_view text, const Candidate& candidate) {
  std::vector<std::string> letters = candidate.source.originals;
  for (size_t i = 0; i < letters.size(); ++i)
    if (letters[i].size() != 1 || !transducers::is_ascii_letter(letters[i][0]))
      letters[i] = fmt::format("<<{}>>", i + 1);
  return parse_item(restore(text, letters), kAnyAnswer, "a translation").options;
}

std::vector<int64_t> sorted_placeholders(std::string_view text) {
  std::vector<int64_t> numbers = placeholders_in(text);
  std::ranges::sort(numbers);
  return numbers;
}

// Every option is nearest to itself, and has the placeholders that it had.
bool keeps_options(const Candidate& candidate) {
  const size_t count = candidate.item.options.size();
  const auto source = options_of(candidate.source.text, candidate);
  const auto translated = options_of(candidate.translation, candidate);
  const auto back = options_of(candidate.back_translation, candidate);
  if (translated.size() != count || back.size() != count) return false;
  for (size_t i = 0; i < count; ++i) {
    const auto expected = sorted_placeholders(source[i]);
    if (sorted_placeholders(translated[i]) != expected || sorted_placeholders(back[i]) != expected)
      return false;
    const double own = chrf(back[i], source[i]);
    for (size_t j = 0; j < count; ++j)
      if (chrf(back[i], source[j]) > own) return false;
  }
  return true;
}

std::vector<std::string> numerals_of(std::string_view text) {
  std::vector<std::string> numbers = text::numbers_in(text);
  std::ranges::sort(numbers);
  return numbers;
}

// Words with a capital that no sentence begins with, and all the words with one.
struct Names {
  std::set<std::string> sure;
  std::set<std::string> possible;
};

Names names_in(std::string_view text) {
  using namespace transducers;
  Names names;
  for (const std::string_view line : text::split(text, '\n')) {
    const Layout layout = lay_out(line, english_tokens(line), true);
    for (const Run& run : layout.runs)
      for (size_t i = run.first; i < run.end; ++i)
        for (const Token& token : layout.items[i].tokens) {
          if (token.kind != TokenKind::kWord || case_of(token.text) == LetterCase::kSmall) continue;
          if (token.text.size() < 2 || is_function_word(lower_ascii(token.text))) continue;
          names.possible.emplace(token.text);
          if (i > run.first || !run.opens) names.sure.emplace(token.text);
        }
  }
  return names;
}

bool keeps_names(const std::string& original, const std::string& back) {
  const Names before = names_in(original), after = names_in(back);
  return std::ranges::includes(after.possible, before.sure) &&
         std::ranges::includes(before.possible, after.sure);
}

}  // namespace

std::string_view name_of(Refusal refusal) {
  static constexpr std::array<std::string_view, kRefusals> names{
      "placeholders", "options", "numerals",         "language",
      "length",       "names",   "back_translation", "answer"};
  return names.at(static_cast<size_t>(refusal));
}

InLanguage detected(std::string_view language) {
  if (!metrics::detector_knows(language))
    throw_input("the language detector does not know {}", language);
  return [code = metrics::detector_code(language)](std::string_view text) {
    return metrics::detect_language(text) == code;
  };
}

Acceptance::Acceptance(AcceptanceConfig config, InLanguage in_language, Solver solver)
    : config_(config), in_language_(std::move(in_language)), solver_(std::move(solver)) {}

std::optional<Refusal> Acceptance::judge(const Candidate& candidate) const {
  const std::string back = restore(candidate.back_translation, candidate.source.originals);
  for (size_t check = 0; check < kRefusals; ++check)
    if (fails(static_cast<Refusal>(check), candidate, back)) return static_cast<Refusal>(check);
  return std::nullopt;
}

bool Acceptance::fails(Refusal check, const Candidate& candidate, const std::string& back) const {
  const auto& [text, originals] = candidate.source;
  switch (check) {
    case Refusal::kPlaceholders:
      return !complete(candidate.translation, originals.size()) ||
             !complete(candidate.back_translation, originals.size());
    case Refusal::kOptions: return !keeps_options(candidate);
    case Refusal::kNumerals:
      return numerals_of(restore(candidate.translation, originals)) !=
                 numerals_of(restore(text, originals)) ||
             numerals_of(back) != numerals_of(restore(text, originals));
    case Refusal::kLanguage: return !in_language_(without_placeholders(candidate.translation));
    case Refusal::kLength: return fails_length(candidate);
    case Refusal::kNames: return config_.names && !keeps_names(restore(text, originals), back);
    case Refusal::kBackTranslation: return chrf(back, restore(text, originals)) < config_.min_chrf;
    case Refusal::kAnswer: return solver_ && fails_answer(candidate.item, back);
  }
  return false;
}

bool Acceptance::fails_length(const Candidate& candidate) const {
  const auto source = static_cast<double>(text::count_code_points(candidate.source.text));
  const auto length = static_cast<double>(text::count_code_points(candidate.translation));
  return length < config_.min_length_ratio * source || length > config_.max_length_ratio * source;
}

// The solver sees what came back, with its options, and no answer.
bool Acceptance::fails_answer(const Item& item, const std::string& back) const {
  Item question = parse_item(back, kAnyAnswer, "a translation");
  question.answer.clear();
  question.type = item.type;
  return !same_answer(item, solver_(question));
}

void Tally::count(std::optional<Refusal> refusal) {
  if (refusal)
    ++refused.at(static_cast<size_t>(*refusal));
  else
    ++accepted;
}

std::string Tally::text() const {
  int64_t all = accepted;
  std::string reasons;
  for (size_t i = 0; i < kRefusals; ++i) {
    all += refused[i];
    if (refused[i] > 0)
      reasons += fmt::format("{} {} {}", reasons.empty() ? "; refused:" : ",",
                             name_of(static_cast<Refusal>(i)), refused[i]);
  }
  return fmt::format("{} of {} accepted{}", accepted, all, reasons);
}

}  // namespace dragoman::items
