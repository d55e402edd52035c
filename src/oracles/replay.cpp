// Answers from a file: what a teacher once said, or what people wrote. One JSON object a line, with
// what decides an answer and the answer:
//   {"ask": "refine", "direction": "de-en", "source": "…", "draft": "…", "text": "…"}
#include <fmt/core.h>

#include <map>
#include <tuple>

#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "oracles/catalog.h"

namespace dragoman::oracles {
namespace {

struct ReplayConfig {
  Path file;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("file", file,
          "JSON lines with ask, direction, source, draft and text or score; .gz and .zst, too",
          config::Required{});
  }
};

class Replay final : public Oracle {
 public:
  explicit Replay(const ReplayConfig& config) : file_(config.file) {
    LineReader reader(file_);
    std::string text;
    while (reader.next(text)) {
      try {
        add(parse_json(text, reader.where()));
      } catch (const Json::exception& error) {
        throw_input("{}: not an answer to replay: {}", reader.where(), error.what());
      }
    }
  }

  std::string identity(const Question&) const override { return "replay\n" + file_.string(); }
  bool answers(Ask) const override { return true; }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> answers;
    for (const Question& question : questions) answers.push_back(find(question));
    return answers;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  void add(const Json& line) {
    const std::string ask = line.at("ask");
    if (ask != "refine" && ask != "translate" && ask != "judge" && ask != "complete")
      throw_input("{}: \"ask\" is {}; known: refine, translate, judge, complete", file_.string(),
                  ask);
    Answer answer;
    if (ask == "judge")
      answer.score = line.at("score").get<double>();
    else
      answer.text = line.at("text").get<std::string>();
    answers_[Key(ask, line.at("direction"), line.at("source"), line.value("draft", ""))] = answer;
  }

  Answer find(const Question& question) const {
    const auto place = answers_.find(Key(name_of(question.ask), question.row->direction(),
                                         question.row->source, question.draft));
    if (place != answers_.end()) return place->second;
    return Answer::failed(
        Failure::kMissing,
        fmt::format("{} has no {} ({}) of the draft \"{}\" of \"{}\"", file_.string(),
                    name_of(question.ask), question.row->direction(), question.draft,
                    question.row->source));
  }

  Path file_;
  std::map<Key, Answer> answers_;
};

}  // namespace

Entry replay() {
  return make_entry<Replay, ReplayConfig>("replay", "Answers from a file of JSON lines.");
}

}  // namespace dragoman::oracles
