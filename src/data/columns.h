// What a column means, told by its name: the layouts of the field's tools, in one table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "data/row.h"

namespace dragoman::data {

enum class Role {
  kSource,
  kReference,
  kId,
  kDocument,
  kDomain,
  kSourceLanguage,
  kTargetLanguage,
  kDirection,
  kMetadata
};

// By the usual names ("src", "tgt_text", "ref2", "doc_id", …); kMetadata for any other.
Role role_of(std::string_view column);

// The roles a user may give: "source", "reference", "id", …, "metadata"; nullopt for others.
std::optional<Role> find_role(std::string_view name);

// `columns` (column -> role) first, then the usual names. Unknown roles are Errors.
Role role_of(std::string_view column, const std::map<std::string, std::string>& columns);

// Puts a text where its role says; several references add up.
void assign(Row& row, Role role, std::string_view column, std::string text);

// "en-de" into its two languages; false where it isn't two. The last hyphen but those of regions:
// "pt-BR-en" is pt-BR to en.
bool split_direction(std::string_view direction, std::string& source, std::string& target);

}  // namespace dragoman::data
