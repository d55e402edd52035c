// `dragoman tokenize`: lines to token ids and back.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/json.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/line_batches.h"
#include "text/text_stream.h"
#include "text/tokenizer.h"

namespace dragoman::cli {
namespace {

struct TokenizeOptions {
  std::string model;
  bool json = false;
  bool decode = false;
  bool count = false;
  bool add_special_tokens = false;
  bool skip_special_tokens = false;
  bool pieces = false;
};

const Json& member(const Json& row, const char* key, const std::string& where) {
  if (!row.is_object() || !row.contains(key)) throw_input("{}: \"{}\" is missing", where, key);
  return row.at(key);
}

std::string encoded(const text::Tokenizer& tokenizer, const TokenizeOptions& options,
                    std::string_view line, const std::string& where) {
  std::string text(line);
  if (options.json) {
    const Json row = parse_json(line, where);
    const Json& value = member(row, "text", where);
    if (!value.is_string()) throw_input("{}: \"text\" must be a string", where);
    text = value.get<std::string>();
  }
  const std::vector<TokenId> ids = tokenizer.encode(text, options.add_special_tokens);
  if (options.count) return std::to_string(ids.size());
  Json tokens = Json::array();
  for (const TokenId id : ids) tokens.push_back(tokenizer.token(id));
  return to_line({{"ids", ids}, {"tokens", std::move(tokens)}});
}

std::vector<TokenId> read_ids(const text::Tokenizer& tokenizer, std::string_view line,
                              const std::string& where) {
  const Json row = parse_json(line, where);
  const Json& list = row.is_array() ? row : member(row, "ids", where);
  if (!list.is_array()) throw_input("{}: \"ids\" must be a list", where);
  std::vector<TokenId> ids;
  for (const Json& value : list) {
    if (!value.is_number_integer()) throw_input("{}: {} is not a token id", where, value.dump());
    const auto id = value.get<int64_t>();
    if (id < 0 || id >= tokenizer.vocabulary_size() ||
        !tokenizer.has_token(static_cast<TokenId>(id)))
      throw_input("{}: no token has the id {} (ids end at {})", where, id,
                  tokenizer.vocabulary_size() - 1);
    ids.push_back(static_cast<TokenId>(id));
  }
  return ids;
}

// What each id adds to the text, the last one with all that is left.
Json pieces_of(const text::Tokenizer& tokenizer, const std::vector<TokenId>& ids,
               bool skip_special_tokens) {
  text::TextStream stream(tokenizer, skip_special_tokens);
  std::vector<std::string> pieces;
  for (const TokenId id : ids) pieces.push_back(stream.push(id));
  if (!pieces.empty()) pieces.back() += stream.finish();
  return pieces;
}

std::string decoded(const text::Tokenizer& tokenizer, const TokenizeOptions& options,
                    std::string_view line, const std::string& where) {
  const std::vector<TokenId> ids = read_ids(tokenizer, line, where);
  std::string text = tokenizer.decode(ids, options.skip_special_tokens);
  if (!options.json) return text;
  Json row = {{"text", std::move(text)}};
  if (options.pieces) row["pieces"] = pieces_of(tokenizer, ids, options.skip_special_tokens);
  return to_line(row);
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Reads lines of text and writes {\"ids\", \"tokens\"} lines; with --decode the other way.",
      "tokenize");
  TokenizeOptions options;
  app.add_option("--model", options.model, "checkpoint folder, or a tokenizer.json")->required();
  app.add_flag("--json", options.json, "text is in {\"text\": …} lines");
  app.add_flag("--decode", options.decode, "reads {\"ids\": […]} lines and writes their text");
  app.add_flag("--count", options.count, "writes only the number of tokens of each line");
  app.add_flag("--add_special_tokens", options.add_special_tokens,
               "with the tokens that the tokenizer puts around a text");
  app.add_flag("--skip_special_tokens", options.skip_special_tokens,
               "leaves special tokens out of decoded text");
  app.add_flag("--pieces", options.pieces,
               "with --decode --json: also what each id adds to the text, in whole characters");
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  if (options.pieces && !(options.decode && options.json))
    throw_input("--pieces goes with --decode --json");
  if (options.decode && options.count) throw_input("--count does not go with --decode");

  const text::Tokenizer tokenizer = text::Tokenizer::load(options.model);
  transform_lines([&](std::string_view line, const std::string& where) {
    return (options.decode ? decoded : encoded)(tokenizer, options, line, where);
  });
  return 0;
}

}  // namespace

Command tokenize_command() {
  return {"tokenize", "Turns text into token ids, or token ids into text.", &run};
}

}  // namespace dragoman::cli
