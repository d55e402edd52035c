#include "text/tokenizer.h"

#include <unordered_set>

#include "base/error.h"
#include "text/added_tokens.h"
#include "text/classic_files.h"
#include "text/decoder.h"
#include "text/model.h"
#include "text/normalizer.h"
#include "text/post_processor.h"
#include "text/pre_tokenizer.h"
#include "text/sentencepiece_file.h"
#include "text/utf8.h"
#include "text/vocabulary.h"

namespace dragoman::text {

struct Tokenizer::Parts {
  std::string file_text;
  std::string config_text;
  Json config;
  Vocabulary model_vocabulary;
  Vocabulary vocabulary;  // with the added tokens
  std::unordered_map<TokenId, std::string>
      normalized_spelling;  // of added tokens, where it differs
  std::unordered_set<TokenId> special;
  AddedTokenFinder raw_tokens;
  AddedTokenFinder normalized_tokens;
  std::unique_ptr<Normalizer> normalizer;
  std::unique_ptr<PreTokenizer> pre_tokenizer;
  std::unique_ptr<Model> model;
  SpecialFrame frame;
  std::unique_ptr<TokenDecoder> decoder;

  void build(const TokenizerFile& file, const std::string& where);
  void add_tokens(const TokenizerFile& file, const std::string& where);
  void encode_normalized(std::string_view text, bool first, std::vector<TokenId>& ids) const;
};

void Tokenizer::Parts::build(const TokenizerFile& file, const std::string& where) {
  const JsonPlace root(file.rest, where);
  if (const auto place = root.child("normalizer")) normalizer = make_normalizer(*place);
  if (const auto place = root.child("pre_tokenizer")) pre_tokenizer = make_pre_tokenizer(*place);
  const auto model_child = root.child("model");
  if (!model_child) throw_input("{}: \"model\" is missing", where);
  const JsonPlace& model_place = *model_child;
  model_vocabulary.reserve(file.vocabulary.size());
  for (const auto& [token, id] : file.vocabulary)
    model_vocabulary.add(token, id, model_place.where());
  const bool byte_level = pre_tokenizer && pre_tokenizer->byte_level();
  model = make_model({model_place, file, model_vocabulary, byte_level});
  if (const auto place = root.child("post_processor")) frame = make_special_frame(*place);
  if (const auto place = root.child("decoder")) decoder = make_decoder(*place);
  add_tokens(file, where);
}

void Tokenizer::Parts::add_tokens(const TokenizerFile& file, const std::string& where) {
  vocabulary.reserve(file.vocabulary.size());
  for (const auto& [token, id] : file.vocabulary) vocabulary.add(token, id, where);
  for (const AddedToken& token : added_tokens(file, where)) {
    vocabulary.add(token.content, token.id, where + ": added_tokens");
    if (token.special) special.insert(token.id);
    if (!token.normalized) {
      raw_tokens.add(token, token.content);
      continue;
    }
    std::string storage;
    const std::string spelling(normalizer ? normalizer->apply(token.content, storage)
                                          : std::string_view(token.content));
    normalized_tokens.add(token, spelling);
    if (spelling != token.content) normalized_spelling.emplace(token.id, spelling);
  }
}

// Text without raw added tokens: normalize, find the other added tokens, cut, look up. `first`:
// it begins the text.
void Tokenizer::Parts::encode_normalized(std::string_view text, bool first,
                                         std::vector<TokenId>& ids) const {
  std::string storage;
  if (normalizer) text = normalizer->apply(text, storage);
  std::vector<Stretch> stretches;
  normalized_tokens.split(text, stretches);
  Pieces pieces;
  if (first) pieces.start = text.data();
  for (const Stretch& stretch : stretches) {
    if (stretch.id >= 0) {
      ids.push_back(stretch.id);
      continue;
    }
    if (!pre_tokenizer) {
      model->encode(stretch.text, ids);
      continue;
    }
    pieces.views.clear();
    pre_tokenizer->split(stretch.text, pieces);
    for (const std::string_view piece : pieces.views) model->encode(piece, ids);
  }
}

Tokenizer Tokenizer::load(const Path& folder_or_file) {
  const bool folder = std::filesystem::is_directory(folder_or_file);
  const Path file = folder ? folder_or_file / "tokenizer.json" : folder_or_file;
  const Path config = file.parent_path() / "tokenizer_config.json";
  const std::string config_text = std::filesystem::exists(config) ? read_file(config) : "";
  if (const auto model = find_sentencepiece_file(folder_or_file))
    return parse(sentencepiece_json(*model), config_text, model->string());
  if (folder && has_classic_files(folder_or_file))
    return parse(classic_tokenizer_json(folder_or_file), config_text, folder_or_file.string());
  return parse(read_file(file), config_text, file.string());
}

Tokenizer Tokenizer::parse(std::string tokenizer_json, std::string config_json,
                           std::string_view where) {
  auto parts = std::make_shared<Parts>();
  parts->build(parse_tokenizer_file(tokenizer_json, where), std::string(where));
  if (!config_json.empty())
    parts->config = parse_json(config_json, std::string(where) + ": its tokenizer_config.json");
  parts->file_text = std::move(tokenizer_json);
  parts->config_text = std::move(config_json);
  return Tokenizer(std::move(parts));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, bool add_special_tokens) const {
  std::string repaired;
  if (first_invalid_utf8(text)) {
    repaired = repair_utf8(text);
    text = repaired;
  }
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 3 + 2);
  if (add_special_tokens) ids = parts_->frame.before;
  std::vector<Stretch> stretches;
  parts_->raw_tokens.split(text, stretches);
  for (const Stretch& stretch : stretches) {
    if (stretch.id >= 0) {
      ids.push_back(stretch.id);
    } else {
      parts_->encode_normalized(stretch.text, stretch.text.data() == text.data(), ids);
    }
  }
  if (add_special_tokens)
    ids.insert(ids.end(), parts_->frame.after.begin(), parts_->frame.after.end());
  return ids;
}

std::string Tokenizer::token_bytes(TokenId id, bool first) const {
  if (!has_token(id) || is_special(id)) return "";
  if (parts_->decoder) {
    auto raw = parts_->decoder->raw_bytes(parts_->vocabulary.token(id));
    if (raw && first_invalid_utf8(*raw)) return std::move(*raw);
  }
  const TokenId twice[] = {id, id};
  const std::string once = decode({twice, 1}, /*skip_special_tokens=*/true);
  return first ? once : decode(twice, /*skip_special_tokens=*/true).substr(once.size());
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special_tokens) const {
  std::vector<std::string_view> tokens;
  tokens.reserve(ids.size());
  for (const TokenId id : ids) {
    if (!has_token(id) || (skip_special_tokens && is_special(id))) continue;
    const auto spelling = parts_->normalized_spelling.find(id);
    tokens.push_back(spelling == parts_->normalized_spelling.end() ? parts_->vocabulary.token(id)
                                                                   : spelling->second);
  }
  if (parts_->decoder) return parts_->decoder->decode(tokens);
  std::string text;
  for (const std::string_view token : tokens) text.append(text.empty() ? "" : " ").append(token);
  return text;
}

std::optional<TokenId> Tokenizer::token_id(std::string_view token) const {
  return parts_->vocabulary.find(token);
}

std::string Tokenizer::token(TokenId id) const {
  if (!has_token(id))
    throw_input("the tokenizer has no token with id {} (ids end at {})", id, vocabulary_size() - 1);
  return std::string(parts_->vocabulary.token(id));
}

bool Tokenizer::has_token(TokenId id) const { return parts_->vocabulary.has(id); }

bool Tokenizer::is_special(TokenId id) const { return parts_->special.contains(id); }

int64_t Tokenizer::vocabulary_size() const { return parts_->vocabulary.size(); }

std::optional<TokenId> Tokenizer::special_token(std::string_view role) const {
  if (!parts_->config.is_object()) return std::nullopt;
  const auto found = parts_->config.find(std::string(role));
  if (found == parts_->config.end()) return std::nullopt;
  if (found->is_string()) return token_id(found->get<std::string>());
  if (found->is_object() && found->contains("content") && (*found)["content"].is_string())
    return token_id((*found)["content"].get<std::string>());
  return std::nullopt;
}

void Tokenizer::save(const Path& folder) const {
  make_folder(folder);
  write_file(folder / "tokenizer.json", parts_->file_text);
  if (!parts_->config_text.empty())
    write_file(folder / "tokenizer_config.json", parts_->config_text);
}

}  // namespace dragoman::text
