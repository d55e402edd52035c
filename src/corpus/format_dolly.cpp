// databricks-dolly-15k: instruction, context, response, category.
#include "corpus/formats.h"

namespace dragoman::corpus {
namespace {

std::vector<Conversation> read(const Json& row, std::string_view where, const FormatOptions&) {
  std::string question = text_under(row, "instruction", where);
  const std::string context = text_or_none(row, "context", where);
  if (!context.empty()) question += "\n\n" + context;
  Json made = {{"messages",
                {message("user", std::move(question)),
                 message("assistant", text_under(row, "response", where))}}};
  if (const auto category = text_or_none(row, "category", where); !category.empty())
    made["category"] = category;
  return {{std::move(made), id_under(row, "id"), ""}};
}

}  // namespace

Format dolly_format() {
  return {"dolly", "instruction, context, response, category; the context follows the question",
          &read};
}

}  // namespace dragoman::corpus
