// Lines in, translations out, through a checkpoint that is asked as its task says.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/beam_arguments.h"
#include "cli/metric_options.h"
#include "cli/model_arguments.h"
#include "cli/model_task.h"
#include "cli/model_text.h"
#include "evaluation/reranker.h"

namespace dragoman::cli {

struct TranslationArguments {
  ModelArguments model;
  DecodingArguments decoding;
  BeamArguments beams;
  std::string from;
  std::string to;
  std::string rerank;            // as evaluation::make_reranker names it; empty: all are given out
  bool split_sentences = false;  // every sentence of a line is translated by itself
  int64_t context = 0;  // lines before it, with their translations, that the model is shown
  std::vector<std::string> task_options;  // "--task.KEY=VALUE"
};

struct SourceLine {
  std::string text;   // without white space around it
  std::string where;  // "standard input: line 3"
};

class Translator {
 public:
  Translator(const TranslationArguments& arguments, const MetricOptions& metrics);

  // Where the task was found, for the user.
  const std::string& origin() const { return task_.origin; }
  bool leaves_tools() const { return task_.leaves_tools; }

  // The translations of the next lines, on one line each: several are divided by tabs, and tabs
  // and line ends inside one are spaces. A blank line stays empty and ends a document. `write` gets
  // them in order, each as soon as all before it are there.
  void translate(std::span<const SourceLine> lines,
                 const std::function<void(std::string translation)>& write);

 private:
  struct Unit;
  // A line with its translation.
  struct Turn {
    std::string source, translation;
  };
  using Document = std::deque<Turn>;  // its last lines

  std::vector<Unit> units_of(const SourceLine& line);
  // `done` hears of every unit that has its translations.
  void translate_together(std::span<Unit* const> units, const std::function<void(Unit&)>& done);
  void take(const std::vector<episodes::Completion>& completions, Unit& unit);
  void remember(const Unit& unit) const;
  std::vector<TokenId> prompt(const Unit& unit);
  std::vector<TokenId> prompt_with(std::span<const Turn> turns, const Unit& unit);
  std::string joined(std::span<const Unit> units) const;
  void choose_best(std::span<Unit* const> units) const;

  const TranslationArguments& arguments_;
  episodes::SamplingSettings settings_;
  episodes::BeamSettings beams_;
  std::unique_ptr<evaluation::Reranker> reranker_;  // null: none
  ModelTask task_;
  std::unique_ptr<episodes::Generator> generator_;
  ModelText text_;
  std::shared_ptr<const episodes::TextRules> rules_;
  data::Row row_;                                                      // what is asked about
  std::shared_ptr<Document> document_ = std::make_shared<Document>();  // of the line before
  int64_t next_ = 0;                                                   // line of the input
};

}  // namespace dragoman::cli
