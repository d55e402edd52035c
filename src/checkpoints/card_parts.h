// The pieces that a card is put together from; each adds facts and verdicts about one thing.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "checkpoints/card.h"
#include "checkpoints/model_config.h"

namespace dragoman::checkpoints {

// What is known so far of the folder on the desk.
struct Desk {
  const Path& folder;
  Json config = Json::object();      // config.json; empty where there is none that can be read
  std::optional<ModelConfig> model;  // where a decoder family understands it
  bool has_text = false;             // a tokenizer that fits
  Card card;

  explicit Desk(const Path& place) : folder(place) {}

  std::string text(const char* key) const;  // of config.json; "" when it is no text
  bool has(const char* name) const;         // a file of the folder
};

void describe_decoder(Desk& desk);    // architecture: layers, heads, rope, cache
bool describe_weights(Desk& desk);    // files, dtypes, parameters; whether they can be used
void describe_tokenizer(Desk& desk);  // tokenizer, special ids, template, generation defaults
void describe_adapter(Desk& desk);
void describe_comet(Desk& desk);

// Runs `act`; an Error becomes "won't WHAT".
bool attempt(Desk& desk, const std::string& what, const std::function<void()>& act);

std::string grouped(int64_t count);       // "1,234,567"
std::string bytes_text(int64_t bytes);    // "1.11 GiB"
Json read_object(const Path& json_file);  // {} when it is not there; an Error when it is no object

}  // namespace dragoman::checkpoints
