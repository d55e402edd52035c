// What a model's folder is, told from its small files and the headers of its large ones: a card
// for people and, as JSON, for programs. Nothing in a folder makes it fail: what is broken or can't
// be done becomes a line that says so.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace dragoman::checkpoints {

struct Fact {
  std::string key;   // "parameters"
  Json value;        // for programs
  std::string text;  // the value in words
};

struct Verdict {
  bool works = false;
  std::string what;  // "translate, generate, logprobs"
  std::string why;   // and what to do about it
};

struct Card {
  std::string kind;  // decoder, adapter, encoder, encoder-decoder, COMET, tokenizer, unknown
  std::string title;
  std::vector<Fact> facts;
  std::vector<Verdict> verdicts;

  void add(std::string key, Json value, std::string text);
  void works(std::string what, std::string why);
  void fails(std::string what, std::string why);
};

// Only a folder that is not there is an Error.
Card read_card(const Path& folder);

Json to_json(const Card& card);
std::string to_text(const Card& card);

}  // namespace dragoman::checkpoints
