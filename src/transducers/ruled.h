// A transducer by rules: English phrases, verbs moved to where the language has them, words spelled
// its way. Whatever the grammar would not give back exactly is put down word by word instead, which
// is checked line by line as it is written.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transducers/layout.h"
#include "transducers/phrases.h"
#include "transducers/speller.h"
#include "transducers/transducer.h"

namespace dragoman::transducers {

struct RuledLanguage {
  std::string name;
  std::string language;
  std::string script;
  VerbPlace verb_place = VerbPlace::kLast;
};

class RuledTransducer : public Transducer {
 public:
  RuledTransducer(RuledLanguage language, std::unique_ptr<const Speller> speller);

  std::string_view name() const final { return language_.name; }
  std::string_view language() const final { return language_.language; }
  std::string_view script() const final { return language_.script; }
  std::string encode(std::string_view text, Coverage* coverage) const final;
  std::string decode(std::string_view text) const final;
  double recognized(std::string_view text) const final;

 private:
  // How careful a line is encoded: kTested takes the grammar only where a run alone comes back.
  enum class Effort { kGrammar, kTested, kPlain };

  std::string encode_line(std::string_view line, Coverage& coverage) const;
  std::string encode_line(std::string_view line, Effort effort, Coverage& coverage) const;
  std::string encode_run(std::span<const Item> items, bool opens, bool grammar) const;
  std::string encode_item(const Item& item) const;
  std::string decode_line(std::string_view line) const;
  std::string decode_run(std::span<const Item> items, bool opens) const;
  std::string decode_item(const Item& item) const;
  bool comes_back(std::span<const Item> items, bool opens, std::string_view encoded) const;
  Layout surface(std::string_view line) const;

  RuledLanguage language_;
  std::unique_ptr<const Speller> speller_;
};

}  // namespace dragoman::transducers
