// A row's question with a given answer: what a preference or a reward is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/task.h"
#include "text/tokenizer.h"

namespace dragoman::tasks {

// What the task asks about the row, then `reply` as it is; all of it is the answer.
Lesson answered(const Task& task, const data::Row& row, std::string_view reply);
// The same with the messages of a conversation's end as the answer.
Lesson answered_by(const Task& task, const data::Row& row, const Json& messages);

// All tokens of a lesson, its end included: text with the tokenizer's special tokens and the end
// token behind it, a conversation as the template writes it. `where` (a row) starts an Error's
// text.
std::vector<TokenId> whole_tokens(const Lesson& lesson, const text::Tokenizer& tokenizer,
                                  const templates::ChatTemplate& chat, const std::string& where);

// The token that ends a text; nothing where the tokenizer has none.
std::optional<TokenId> end_token(const text::Tokenizer& tokenizer);

}  // namespace dragoman::tasks
