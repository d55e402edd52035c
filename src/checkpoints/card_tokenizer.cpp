// The text's part of a card: tokenizer, special ids, template, what generation starts from.
#include "base/error.h"
#include "checkpoints/card_parts.h"
#include "templates/chat_template.h"
#include "text/sentencepiece_file.h"
#include "text/tokenizer.h"

namespace dragoman::checkpoints {
namespace {

std::string kind_of(const Path& folder) {
  const Path file = folder / "tokenizer.json";
  if (!std::filesystem::exists(file))
    return text::find_sentencepiece_file(folder) ? "SentencePiece" : "BPE";
  const Json json = read_object(file);
  const auto model = json.find("model");
  return model != json.end() && model->is_object() ? model->value("type", "BPE") : "";
}

std::string row_text(int64_t tokens, int64_t rows) {
  if (rows == tokens) return ", one for each row of the embeddings";
  if (rows > tokens)
    return fmt::format("; the embeddings have {} rows, the last {} unused", grouped(rows),
                       grouped(rows - tokens));
  return fmt::format("; the embeddings have only {} rows", grouped(rows));
}

void describe_vocabulary(const text::Tokenizer& tokenizer, Desk& desk) {
  const int64_t tokens = tokenizer.vocabulary_size();
  const std::string kind = kind_of(desk.folder);
  std::string text = fmt::format("{}, {} tokens", kind, grouped(tokens));
  Json json = {{"kind", kind}, {"tokens", tokens}};
  if (desk.model) {
    const int64_t rows = desk.model->vocab_size;
    text += row_text(tokens, rows);
    json["embedding_rows"] = rows;
    if (rows < tokens)
      desk.card.fails(fmt::format("token ids from {} on", rows),
                      "the tokenizer has them, the embeddings do not");
  }
  desk.card.add("tokenizer", json, text);
}

std::string named(const text::Tokenizer& tokenizer, TokenId id) {
  return tokenizer.has_token(id) ? fmt::format("{} {}", id, tokenizer.token(id))
                                 : std::to_string(id);
}

void describe_special(const text::Tokenizer& tokenizer, Card& card) {
  Json json = Json::object();
  std::string text;
  for (const char* role : {"bos_token", "eos_token", "pad_token", "unk_token"}) {
    const auto id = tokenizer.special_token(role);
    if (!id) continue;
    json[role] = *id;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", std::string(role, 3),
                        named(tokenizer, *id));
  }
  card.add("special_tokens", json, text.empty() ? "none are named" : text);
}

// The end tokens that generation stops at: the file that is read last wins.
void describe_generation(const std::optional<text::Tokenizer>& tokenizer, Desk& desk) {
  Json defaults = read_object(desk.folder / "generation_config.json");
  ModelConfig ends;
  if (desk.model) ends.eos_token_ids = desk.model->eos_token_ids;
  read_end_tokens(defaults, (desk.folder / "generation_config.json").string(), ends);
  std::string text;
  for (const TokenId id : ends.eos_token_ids)
    text += (text.empty() ? "" : ", ") + (tokenizer ? named(*tokenizer, id) : std::to_string(id));
  desk.card.add("end_tokens", ends.eos_token_ids,
                text.empty() ? "none: completions end at their limit" : text);
  for (const char* key : {"_from_model_config", "transformers_version", "eos_token_id",
                          "bos_token_id", "pad_token_id"})
    defaults.erase(key);
  std::string listed;
  for (const auto& [key, value] : defaults.items())
    listed += fmt::format("{}{} {}", listed.empty() ? "" : ", ", key, to_line(value));
  desk.card.add("generation", defaults, listed.empty() ? "no defaults of its own" : listed);
}

void describe_template(Desk& desk) {
  const Path file = desk.folder / "tokenizer_config.json";
  const bool own = desk.has("chat_template.jinja");
  const bool there = own || read_object(file).contains("chat_template");
  desk.card.add("chat_template", there,
                own     ? "chat_template.jinja"
                : there ? "in tokenizer_config.json"
                        : "none");
  if (there)
    attempt(desk, "messages", [&] { templates::ChatTemplate::load(desk.folder); });
  else
    desk.card.fails("messages", "the folder has no chat template");
}

}  // namespace

void describe_tokenizer(Desk& desk) {
  std::optional<text::Tokenizer> tokenizer;
  desk.has_text = attempt(desk, "text", [&] {
    if (!desk.has("tokenizer.json") && !desk.has("vocab.json") &&
        !text::find_sentencepiece_file(desk.folder))
      throw_input("the folder has no tokenizer; token ids (input_ids) work");
    tokenizer = text::Tokenizer::load(desk.folder);
    describe_special(*tokenizer, desk.card);
    describe_vocabulary(*tokenizer, desk);
  });
  if (desk.model) attempt(desk, "generate", [&] { describe_generation(tokenizer, desk); });
  if (tokenizer && desk.model) attempt(desk, "messages", [&] { describe_template(desk); });
}

}  // namespace dragoman::checkpoints
