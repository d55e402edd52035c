// The layouts that instruction data comes in. Each is a file of its own and a line in the list; all
// become rows of `messages` with roles system, user and assistant.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace dragoman::corpus {

struct FormatOptions {
  bool all_paths = false;  // of a tree: every answer's path, else the best one's
  std::string field;       // of plain texts
};

// What a row of a set turns into.
struct Conversation {
  Json row;              // with `messages`, or `text`
  std::string id;        // the set's own; "": none
  std::string language;  // as the set says; "": it doesn't
};

struct Format {
  const char* name;
  const char* sentence;
  // A row that is not of this format is an Error at `where`.
  std::vector<Conversation> (*read)(const Json& row, std::string_view where,
                                    const FormatOptions& options);
};

std::span<const Format> formats();

// An unknown name is the user's error.
const Format& format_named(std::string_view name);

// For the readers: a message; the text under a key, an Error where it is none; the same, "" where
// it is absent or null.
Json message(std::string_view role, std::string content);
std::string text_under(const Json& row, const char* key, std::string_view where);
std::string text_or_none(const Json& row, const char* key, std::string_view where);
// An id as text, whatever it is; "" where there is none.
std::string id_under(const Json& row, const char* key);

}  // namespace dragoman::corpus
