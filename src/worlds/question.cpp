#include "worlds/question.h"

namespace dragoman::worlds {
namespace {

// "C) "
std::string marker(size_t option) { return {static_cast<char>('A' + option), ')', ' '}; }

// Reads the lines of a text one by one, in the order of their parts.
class QuestionParser {
 public:
  QuestionParser(const World& world, std::string_view language)
      : world_(world), language_(language) {}

  bool read(std::string_view line) {
    if (asked_) return option(line);
    if (line.ends_with('?')) return ask(line);
    return line.ends_with('.') && state(line);
  }

  std::optional<Question> take() {
    if (!asked_) return std::nullopt;
    return std::move(question_);
  }

 private:
  std::optional<Nominal> noun(std::string_view text) const {
    return world_.parse_phrase(text, language_);
  }

  // What is ordered comes after what is told.
  bool state(std::string_view line) {
    auto meaning = world_.parse(line, language_);
    if (meaning && question_.ordered.empty()) {
      question_.told.push_back(*std::move(meaning));
      return true;
    }
    auto ordered = noun(line.substr(0, line.size() - 1));
    if (meaning || !ordered || ordered->numeral == kHowMany) return false;
    question_.ordered.push_back(*std::move(ordered));
    return true;
  }

  bool ask(std::string_view line) {
    asked_ = true;
    if (auto meaning = world_.parse(line, language_)) {
      question_.asked = *std::move(meaning);
      return true;
    }
    auto counted = noun(line.substr(0, line.size() - 1));
    if (!counted || counted->numeral != kHowMany) return false;
    question_.asked = *std::move(counted);
    return true;
  }

  bool option(std::string_view line) {
    const std::string letter = marker(question_.options.size());
    if (question_.options.size() == 26 || !line.starts_with(letter)) return false;
    auto named = noun(line.substr(letter.size()));
    if (!named || named->numeral == kHowMany) return false;
    question_.options.push_back(*std::move(named));
    return true;
  }

  const World& world_;
  std::string_view language_;
  Question question_;
  bool asked_ = false;
};

}  // namespace

std::string to_text(const Question& question) {
  std::string text;
  for (const Meaning& meaning : question.told) text += "told " + to_text(meaning) + "\n";
  for (const Nominal& noun : question.ordered) text += "ordered " + to_text(noun) + "\n";
  text += "asked " + std::visit([](const auto& asked) { return to_text(asked); }, question.asked);
  for (const Nominal& noun : question.options) text += "\noption " + to_text(noun);
  return text;
}

std::string render_question(const World& world, const Question& question, std::string_view language,
                            Rng& rng) {
  std::string text;
  for (const Meaning& meaning : question.told) text += world.render(meaning, language, rng) + "\n";
  for (const Nominal& noun : question.ordered)
    text += world.render_phrase(noun, language, rng) + ".\n";
  if (const auto* clause = std::get_if<Meaning>(&question.asked))
    text += world.render(*clause, language, rng);
  else
    text += world.render_phrase(std::get<Nominal>(question.asked), language, rng) + "?";
  for (size_t i = 0; i < question.options.size(); ++i)
    text += "\n" + marker(i) + world.render_phrase(question.options[i], language, rng);
  return text;
}

std::optional<Question> parse_question(const World& world, std::string_view text,
                                       std::string_view language) {
  QuestionParser parser(world, language);
  for (;;) {
    const size_t end = text.find('\n');
    if (!parser.read(text.substr(0, end))) return std::nullopt;
    if (end == text.npos) return parser.take();
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> translated(const World& world, std::string_view text,
                                      std::string_view from, std::string_view to, Rng& rng) {
  if (const auto meaning = world.parse(text, from)) return world.render(*meaning, to, rng);
  const auto question = parse_question(world, text, from);
  if (!question) return std::nullopt;
  return render_question(world, *question, to, rng);
}

}  // namespace dragoman::worlds
