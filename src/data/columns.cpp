#include "data/columns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"

namespace dragoman::data {
namespace {

struct Name {
  std::string_view column;
  Role role;
};

constexpr auto kNames = std::to_array<Name>({
    {"source", Role::kSource},
    {"src", Role::kSource},
    {"src_text", Role::kSource},
    {"source_text", Role::kSource},
    {"reference", Role::kReference},
    {"references", Role::kReference},
    {"ref", Role::kReference},
    {"refs", Role::kReference},
    {"target", Role::kReference},
    {"tgt", Role::kReference},
    {"trg", Role::kReference},
    {"tgt_text", Role::kReference},
    {"trg_text", Role::kReference},
    {"target_text", Role::kReference},
    {"id", Role::kId},
    {"i", Role::kId},
    {"line_id", Role::kId},
    {"seg_id", Role::kId},
    {"document", Role::kDocument},
    {"doc", Role::kDocument},
    {"doc_id", Role::kDocument},
    {"document_id", Role::kDocument},
    {"domain", Role::kDomain},
    {"source_language", Role::kSourceLanguage},
    {"source_lang", Role::kSourceLanguage},
    {"src_lang", Role::kSourceLanguage},
    {"target_language", Role::kTargetLanguage},
    {"target_lang", Role::kTargetLanguage},
    {"tgt_lang", Role::kTargetLanguage},
    {"direction", Role::kDirection},
    {"langs", Role::kDirection},
    {"lang_pair", Role::kDirection},
    {"lp", Role::kDirection},
    {"lg", Role::kDirection},
});

constexpr auto kRoles = std::to_array<Name>({
    {"source", Role::kSource},
    {"reference", Role::kReference},
    {"id", Role::kId},
    {"document", Role::kDocument},
    {"domain", Role::kDomain},
    {"source_language", Role::kSourceLanguage},
    {"target_language", Role::kTargetLanguage},
    {"direction", Role::kDirection},
    {"metadata", Role::kMetadata},
});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "ref1", "reference2", …
bool numbered_reference(std::string_view column) {
  const size_t stem = column.starts_with("reference") ? 9 : column.starts_with("ref") ? 3 : 0;
  const std::string_view number = column.substr(stem);
  return stem > 0 && !number.empty() && std::all_of(number.begin(), number.end(), is_digit);
}

bool is_language(std::string_view part) {
  return (part.size() == 2 || part.size() == 3) &&
         std::all_of(part.begin(), part.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Role role_of(std::string_view column) {
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Name& name) { return name.column == column; });
  if (found != kNames.end()) return found->role;
  return numbered_reference(column) ? Role::kReference : Role::kMetadata;
}

std::optional<Role> find_role(std::string_view name) {
  const auto found = std::find_if(kRoles.begin(), kRoles.end(),
                                  [&](const Name& role) { return role.column == name; });
  if (found == kRoles.end()) return std::nullopt;
  return found->role;
}

Role role_of(std::string_view column, const std::map<std::string, std::string>& columns) {
  const auto given = columns.find(std::string(column));
  if (given == columns.end()) return role_of(column);
  const auto role = find_role(given->second);
  if (!role)
    throw_input(
        "column {} is given the unknown role {}; known: source, reference, id, document, domain, "
        "source_language, target_language, direction, metadata",
        given->first, given->second);
  return *role;
}

void assign(Row& row, Role role, std::string_view column, std::string text) {
  switch (role) {
    case Role::kSource: row.source = std::move(text); return;
    case Role::kReference: row.references.push_back(std::move(text)); return;
    case Role::kId: row.id = std::move(text); return;
    case Role::kDocument: row.document = std::move(text); return;
    case Role::kDomain: row.domain = std::move(text); return;
    case Role::kSourceLanguage: row.source_language = std::move(text); return;
    case Role::kTargetLanguage: row.target_language = std::move(text); return;
    case Role::kDirection:
      if (!split_direction(text, row.source_language, row.target_language))
        row.metadata[std::string(column)] = std::move(text);
      return;
    case Role::kMetadata: row.metadata[std::string(column)] = std::move(text); return;
  }
}

bool split_direction(std::string_view direction, std::string& source, std::string& target) {
  size_t hyphen = direction.rfind('-');
  while (hyphen != std::string_view::npos && hyphen > 0) {
    const std::string_view rest = direction.substr(hyphen + 1);
    if (is_language(rest.substr(0, rest.find_first_of("-_")))) {
      source = direction.substr(0, hyphen);
      target = rest;
      return true;
    }
    hyphen = direction.rfind('-', hyphen - 1);
  }
  return false;
}

}  // namespace dragoman::data
