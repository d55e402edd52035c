// Plain texts for pre-training, under any key.
#include "corpus/formats.h"
#include "corpus/json_row.h"

namespace dragoman::corpus {
namespace {

std::vector<Conversation> read(const Json& row, std::string_view where,
                               const FormatOptions& options) {
  return {{{{"text", text_of(row, options.field, where)}},
           id_under(row, "id"),
           text_or_none(row, "language", where)}};
}

}  // namespace

Format text_format() {
  return {"text", "one text a row, for pre-training; --field names its key", &read};
}

}  // namespace dragoman::corpus
