#include "cli/model_text.h"

#include <limits>

#include "base/error.h"

namespace dragoman::cli {
namespace {

bool has_tokenizer_files(const Path& folder) {
  return std::filesystem::exists(folder / "tokenizer.json") ||
         (std::filesystem::exists(folder / "vocab.json") &&
          std::filesystem::exists(folder / "merges.txt"));
}

std::vector<TokenId> ids_of(const Json& value, const std::string& where) {
  if (!value.is_array()) throw_input("{}: input_ids is no list of token ids", where);
  std::vector<TokenId> ids;
  ids.reserve(value.size());
  for (const Json& id : value) {
    if (!id.is_number_integer()) throw_input("{}: input_ids holds {}", where, to_line(id));
    const int64_t number = id.get<int64_t>();
    if (number < 0 || number > std::numeric_limits<TokenId>::max())
      throw_input("{}: token id {} is outside every vocabulary", where, to_line(id));
    ids.push_back(static_cast<TokenId>(number));
  }
  return ids;
}

std::string string_at(const Json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string())
    throw_input("{}: {} must be a text", where, key);
  return found->get<std::string>();
}

// The one key of `keys` that the row has.
const char* only_key(const Json& row, std::span<const char* const> keys, const std::string& where) {
  std::string names;
  const char* found = nullptr;
  int count = 0;
  for (const char* key : keys) {
    names += (names.empty() ? "" : ", ") + std::string(key);
    if (!row.is_object() || !row.contains(key)) continue;
    found = key;
    ++count;
  }
  if (!row.is_object()) throw_input("{}: a JSON object with one of {} was expected", where, names);
  if (count != 1)
    throw_input("{}: has {} of the keys {}; exactly one is needed", where,
                count == 0 ? "none" : "several", names);
  return found;
}

}  // namespace

ModelText::ModelText(const Path& folder) : folder_(folder) {
  if (has_tokenizer_files(folder)) tokenizer_ = text::Tokenizer::load(folder);
}

const text::Tokenizer& ModelText::tokenizer(const std::string& where) const {
  if (!tokenizer_)
    throw_input("{}: {} has no tokenizer.json, so only input_ids can be read", where,
                folder_.string());
  return *tokenizer_;
}

void ModelText::require_tokenizer() const {
  if (!tokenizer_) throw_input("{}: no tokenizer.json here", folder_.string());
}

void ModelText::load_chat(const Path& file) {
  template_ = file.empty() ? templates::ChatTemplate::load(folder_)
                           : templates::ChatTemplate::load_file(file, folder_);
}

std::vector<TokenId> ModelText::encode_rendered(const std::string& text) const {
  return tokenizer_->encode(text, /*add_special_tokens=*/false);
}

std::vector<TokenId> ModelText::conversation_ids(templates::Conversation conversation,
                                                 const std::string& where) {
  tokenizer(where);
  if (!template_) load_chat();
  conversation.add_generation_prompt = true;
  return encode_rendered(template_->render(conversation, where).text);
}

std::vector<TokenId> ModelText::message_ids(std::span<const templates::Message> messages,
                                            const std::string& where) {
  return conversation_ids(templates::conversation_of(messages, true), where);
}

std::vector<TokenId> ModelText::prompt_ids(const Json& row, const std::string& where) {
  static constexpr const char* kKeys[] = {"prompt", "messages", "input_ids"};
  const std::string key = only_key(row, kKeys, where);
  if (key == "input_ids") return ids_of(row[key], where);
  if (key == "messages") return conversation_ids(templates::read_conversation(row, where), where);
  if (!row[key].is_array())
    return tokenizer(where).encode(string_at(row, "prompt", where), /*add_special_tokens=*/true);
  Json conversation = row;
  conversation["messages"] = row[key];
  return conversation_ids(templates::read_conversation(conversation, where), where);
}

std::vector<TokenId> ModelText::sequence_ids(const Json& row, const std::string& where) const {
  static constexpr const char* kKeys[] = {"text", "input_ids"};
  const std::string key = only_key(row, kKeys, where);
  if (key == "input_ids") return ids_of(row[key], where);
  return tokenizer(where).encode(string_at(row, "text", where), /*add_special_tokens=*/true);
}

std::optional<std::string> ModelText::completion(std::span<const TokenId> ids,
                                                 const episodes::TextRules* rules) const {
  if (!tokenizer_) return std::nullopt;
  return episodes::completion_text(*tokenizer_, ids, rules);
}

std::shared_ptr<const episodes::TextRules> ModelText::rules(
    const episodes::SamplingSettings& settings, int64_t vocabulary_size) const {
  if (!settings.about_text()) return nullptr;
  if (!tokenizer_)
    throw_input("{}: no tokenizer.json here, which stop and structured_outputs need",
                folder_.string());
  return episodes::TextRules::make(settings, *tokenizer_, vocabulary_size);
}

}  // namespace dragoman::cli
