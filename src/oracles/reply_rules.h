// What counts as an answer: the text that was asked for, whole and alone. Nothing is cut out of a
// reply; what holds more than the text is a failure.
#pragma once

#include <string_view>

#include "config/fields.h"
#include "oracles/oracle.h"

namespace dragoman::oracles {

struct ReplyRules {
  double max_length_ratio = 3.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_length_ratio", max_length_ratio,
          "a reply longer than so many times the draft and the source is no answer",
          config::at_least(1.0));
  }
};

// The reply without white space at its ends as the answer, or kEmpty, or kBabbling where, unlike
// the draft and the source, it
//   - is longer than max_length_ratio allows, in characters and in bytes,
//   - has a code fence, or a tag of a model's thinking,
//   - has further lines,
//   - stands in quotation marks,
//   - begins with an announcement such as "Here is the translation:".
// What answers a prompt of its own (kComplete) may be any text but a model's thinking.
Answer read_text_reply(std::string_view reply, const Question& question, const ReplyRules& rules);

}  // namespace dragoman::oracles
