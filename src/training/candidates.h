// What the starting model answers to the recipe's prompts, judged by the recipe's rewards: the
// material of best-of-n and rejection-sampling fine-tuning (Yuan et al., arXiv 2308.01825), of
// preference pairs and of rankings. Drawn once; kept in the run folder, one line a prompt.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/row.h"
#include "training/conversation.h"
#include "training/kind.h"

namespace dragoman::training {

struct Candidate {
  std::vector<TokenId> tokens;  // of the answer, its end token included
  std::string hypothesis;       // what the task reads out of it
  double reward = 0.0;
  // Of the hypothesis, by the recipe's oracle; empty: nobody was asked.
  std::string refinement = {};
};

// The different finished answers to one prompt, best first; of equal rewards the one drawn first.
struct CandidateGroup {
  int64_t row = 0;  // index in the rows that were asked about
  std::vector<TokenId> prompt;
  std::vector<Candidate> candidates;

  Example example(const Candidate& candidate) const;
};

// Whose answers to which rows, and the file of the run folder they are kept in.
struct CandidateRequest {
  std::span<const data::Row> rows;
  std::function<episodes::Generator&()> generator;  // asked for when there is something to draw
  const char* file = "candidates.jsonl";
};

// The training rows, answered by the learner as it is.
CandidateRequest own_candidates(const Workshop& workshop);

// Draws and judges them, or takes them from the run folder where they were drawn with the same
// settings. Answers without an end or without a reward are left out, and counted to `workshop.say`;
// a group may be empty.
std::vector<CandidateGroup> find_candidates(const Workshop& workshop,
                                            const CandidateRequest& request);

// The answers that supervised training learns from, prompt by prompt (`keep`).
std::vector<Example> kept_examples(std::span<const CandidateGroup> groups,
                                   const CandidateArguments& arguments);

}  // namespace dragoman::training
