#include "synthesis/asker.h"

#include <fmt/core.h>

#include "base/error.h"
#include "base/signals.h"
#include "oracles/prompts.h"

namespace dragoman::synthesis {
namespace {

using oracles::Answer;
using oracles::Ask;
using oracles::Cache;
using oracles::Question;

data::Row row_of(const Request& request, const std::string& language) {
  data::Row row;
  row.source = request.prompt;
  row.source_language = language;
  row.target_language = language;
  row.domain = request.kind;
  if (request.raw) row.metadata[oracles::kRaw] = "true";
  return row;
}

// What failed for now is asked again when the command is repeated, so failures are not kept.
std::unique_ptr<oracles::Oracle> made(const std::string& name,
                                      const oracles::OracleSection& section, const Path& folder,
                                      const Rng& rng) {
  auto oracle = section.oracle.make({.run_folder = folder, .rng = rng.derive(name)});
  if (!oracle->answers(Ask::kComplete))
    throw_input(
        "{}: the oracle {} can't be asked in free words; endpoint, checkpoint, program and replay "
        "can",
        name, section.oracle.name());
  return oracle;
}

}  // namespace

Asker::Asker(std::string name, const oracles::OracleSection& section, const Path& folder,
             const Rng& rng)
    : Asker(name, made(name, section, folder, rng), folder / oracles::kOracleFile, section.cache) {}

Asker::Asker(std::string name, std::unique_ptr<oracles::Oracle> oracle, const Path& file,
             const Path& cache)
    : name_(std::move(name)),
      meter_(file),
      desk_(metered(std::move(oracle), meter_),
            std::make_shared<Cache>(cache.empty() ? file : cache), nullptr) {}

std::optional<std::vector<Step>> Asker::ask(std::span<const Request> requests,
                                            const std::string& language,
                                            const std::function<void()>& answered) {
  rows_.clear();
  for (const Request& request : requests) rows_.push_back(row_of(request, language));
  std::vector<Question> questions;
  for (size_t i = 0; i < requests.size(); ++i) {
    const int64_t sample = requests[i].sample;
    questions.push_back(
        {Ask::kComplete, &rows_[i], sample == 0 ? "" : std::to_string(sample + 1), round_});
  }
  for (const Question& question : questions) desk_.begin(question);
  std::vector<Step> steps;
  for (size_t i = 0; i < questions.size(); ++i) {
    if (interrupted()) return std::nullopt;
    Answer answer = desk_.collect(std::span(&questions[i], 1)).front();
    steps.push_back({requests[i].kind, name_, requests[i].prompt, std::move(answer.text),
                     answer.failure, std::move(answer.why), meter_.of(questions[i])});
    spent_here_ += steps.back().spent;
    answered();
  }
  desk_.close_round(round_++);
  return steps;
}

}  // namespace dragoman::synthesis
