#include "oracles/program.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "oracles/catalog.h"
#include "text/utf8.h"

namespace dragoman::oracles {
namespace {

Json object_of(const Question& question) {
  const data::Row& row = *question.row;
  Json object = {{"ask", name_of(question.ask)},
                 {"source", row.source},
                 {"source_language", row.source_language},
                 {"target_language", row.target_language},
                 {"references", row.references},
                 {"domain", row.domain},
                 {"document", row.document},
                 {"metadata", row.metadata}};
  if (question.ask != Ask::kTranslate) object["draft"] = question.draft;
  return object;
}

// [begin, end, value] in characters of the draft, as bytes. Throws Json's exceptions.
Stretch stretch_of(const Json& span, const std::vector<size_t>& starts) {
  const auto place = [&](const Json& character) {
    const auto wanted = std::max<int64_t>(0, character.get<int64_t>());
    return starts[std::min(static_cast<size_t>(wanted), starts.size() - 1)];
  };
  return {place(span.at(0)), place(span.at(1)), span.at(2).get<double>()};
}

// Where each character begins, and the end.
std::vector<size_t> character_starts(std::string_view text) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  starts.push_back(text.size());
  return starts;
}

Answer read_judgement(const Json& line, const Question& question) {
  Answer answer;
  answer.score = line.at("score").get<double>();
  if (!std::isfinite(*answer.score))
    return Answer::failed(Failure::kMalformed, "the score is not a finite number");
  const auto starts = character_starts(question.draft);
  for (const Json& span : line.value("spans", Json::array()))
    answer.stretches.push_back(stretch_of(span, starts));
  return answer;
}

Answer read_reply(const ProgramReply& reply, const Question& question, const ReplyRules& rules) {
  if (reply.failure != Failure::kNone) return Answer::failed(reply.failure, reply.why);
  try {
    if (reply.line.contains("error"))
      return Answer::failed(Failure::kError, reply.line.at("error").get<std::string>());
    if (question.ask == Ask::kJudge) return read_judgement(reply.line, question);
    return read_text_reply(reply.line.at("text").get<std::string>(), question, rules);
  } catch (const Json::exception& error) {
    return Answer::failed(Failure::kMalformed, std::string("the program's line: ") + error.what());
  }
}

}  // namespace

Program::Program(ProgramOracleConfig config)
    : config_(std::move(config)), client_(config_.program) {}

// The program sees the whole row, so all of it decides.
std::string Program::identity(const Question& question) const {
  return "program\n" + Json(config_.program.command).dump() + "\n" + to_line(object_of(question));
}

std::vector<Answer> Program::answer(std::span<const Question> questions) {
  std::vector<Json> objects;
  for (const Question& question : questions) objects.push_back(object_of(question));
  const auto begin = std::chrono::steady_clock::now();
  const std::vector<ProgramReply> replies = client_.exchange(objects);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::vector<Answer> answers;
  for (size_t i = 0; i < questions.size(); ++i) {
    answers.push_back(read_reply(replies[i], questions[i], config_.rules));
    answers.back().spent.requests = 1;
    answers.back().spent.seconds = took.count() / static_cast<double>(questions.size());
  }
  return answers;
}

Entry program() {
  return make_entry<Program, ProgramOracleConfig>(
      "program", "An outside program that reads and writes JSON lines.");
}

}  // namespace dragoman::oracles
