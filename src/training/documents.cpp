#include "training/documents.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/nearest.h"
#include "tasks/prompt_template.h"
#include "training/conversation.h"

namespace dragoman::training {
namespace {

constexpr std::array<std::string_view, 5> kPlaces = {"source", "target", "source_code",
                                                     "target_code", "domain"};

std::string text_of(const data::Row& row, const tasks::PromptTemplate& document) {
  if (document.uses("target") && row.references.empty())
    throw_input("{}: has no {{target}}, which the document asks for", row.id);
  const std::string_view target = row.references.empty() ? std::string_view() : row.references[0];
  return document.fill({{"source", row.source},
                        {"target", target},
                        {"source_code", row.source_language},
                        {"target_code", row.target_language},
                        {"domain", row.domain}});
}

}  // namespace

void Documents::add(std::span<const TokenId> document) {
  tokens.insert(tokens.end(), document.begin(), document.end());
  starts.push_back(static_cast<int64_t>(tokens.size()));
}

std::string unknown_place(const std::string& text) {
  const std::string unknown = tasks::PromptTemplate::first_unknown(text, kPlaces);
  return unknown.empty() ? "" : "{" + unknown + "}; " + suggestion(unknown, kPlaces);
}

Documents encode_documents(std::span<const data::Row> rows, const DocumentShape& shape,
                           const rollouts::Player& player) {
  const tasks::PromptTemplate parsed(shape.text, kPlaces, "document");
  Documents documents;
  for (size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    std::string text = text_of(rows[begin], parsed);
    const size_t limit =
        rows[begin].document.empty() ? begin + static_cast<size_t>(shape.rows) : rows.size();
    const auto goes_on = [&] { return rows[end].document == rows[begin].document; };
    for (end = begin + 1; end < std::min(limit, rows.size()) && goes_on(); ++end)
      text += "\n" + text_of(rows[end], parsed);
    documents.add(encode_passage(player, {.given = "", .written = text}, rows[begin].id).tokens);
  }
  return documents;
}

}  // namespace dragoman::training
