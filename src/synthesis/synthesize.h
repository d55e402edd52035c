// A run of synthesis: items are drafted, looked at, answered, judged and read again, a window of
// them at a time. Every answer is on the disk before it is looked at, and everything else follows
// from the answers, so a run that died is simply run again and asks only for what is missing.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "synthesis/asker.h"
#include "synthesis/config.h"

namespace dragoman::synthesis {

struct Askers {
  std::unique_ptr<Asker> generator;
  std::unique_ptr<Asker> critic;  // null: the generator
};

struct Outcome {
  std::string text;  // in one line
  Json report;       // what report.json holds; "complete" is false after Ctrl-C
};

// Writes accepted.jsonl, rejected.jsonl and report.json into the folder; their content depends on
// the answers alone, but for what they cost. More items without an answer than the recipe allows
// are a failure, after the files are written.
Outcome run_items(const SynthesisRecipe& recipe, Askers askers, const Path& folder);

// The same with the recipe's own oracles and its output, which must be set.
Outcome synthesize(const SynthesisRecipe& recipe);

// What it would ask at most, in lines.
std::string plan_text(const SynthesisRecipe& recipe);

}  // namespace dragoman::synthesis
