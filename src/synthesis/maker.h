// Where items come from: a maker says what the generator is asked to draft next, and how a draft
// is answered. One maker a file, and a line in makers.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/random.h"
#include "config/catalog.h"
#include "data/row.h"
#include "synthesis/item.h"

namespace dragoman::synthesis {

struct MakerContext {
  std::span<const data::Row> rows;  // of [data]; they outlive the maker
  std::string target_language;      // normalised code
  Rng rng{0};
};

struct Draft {
  Item item;           // with its origin
  std::string prompt;  // whose reply becomes the instruction
  int64_t sample = 0;  // several drafts of one prompt are told apart by it
  bool raw = false;    // the prompt is gone on with as it stands (oracles/prompts.h)
};

// Asked for drafts in their order, some at a time, and told of the accepted ones in between; the
// same answers give the same drafts.
class Maker {
 public:
  virtual ~Maker() = default;

  // The draft of that number; nothing when there are no more.
  virtual std::optional<Draft> draft(int64_t number) = 0;
  virtual std::string answer_prompt(const Item& item) const = 0;
  virtual void accepted(const Item&) {}
};

using MakerPart = config::Part<Maker, const MakerContext&>;
using MakerCatalog = config::Catalog<Maker, const MakerContext&>;
using MakerEntry = config::Entry<Maker, const MakerContext&>;

const MakerCatalog& maker_catalog();

template <class Made, class Config = config::NoOptions>
MakerEntry make_maker(const char* name, const char* sentence) {
  return config::make_entry<Maker, Made, Config, const MakerContext&>(name, sentence);
}

}  // namespace dragoman::synthesis
