#include "text/tokenizer_file.h"

#include <limits>
#include <optional>

#include "base/error.h"

namespace dragoman::text {
namespace {

// Takes the long lists out of the stream of parser events, so that they never become JSON values
// (an ordered JSON object looks its keys up one by one).
class LongLists {
 public:
  LongLists(TokenizerFile& file, std::string_view where)
      : file_(file), where_(where), vocabulary_where_(std::string(where) + ": model.vocab") {}

  // nlohmann's parser callback: false discards the value.
  bool operator()(Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    switch (event) {
      case Event::key: return on_key(value.get_ref<const std::string&>());
      case Event::object_start:
      case Event::array_start: return on_start(event == Event::object_start);
      case Event::object_end:
      case Event::array_end: return on_end();
      case Event::value: return on_value(value);
    }
    return true;
  }

 private:
  enum class List { kNone, kVocabulary, kScored, kMerges };

  bool on_key(const std::string& key) {
    if (list_ == List::kVocabulary) {
      token_ = key;
      return false;
    }
    if (depth_ == 1) section_ = key;
    key_ = key;
    return true;
  }

  bool on_start(bool object) {
    ++depth_;
    if (list_ == List::kVocabulary) throw_input("{}: model.vocab: ids must be integers", where_);
    if (list_ == List::kMerges || list_ == List::kScored) {
      pair_.clear();
      score_.reset();
      return depth_ == 4 && !object;
    }
    if (depth_ != 3 || section_ != "model") return true;
    if (key_ == "vocab") list_ = object ? List::kVocabulary : List::kScored;
    if (key_ == "merges" && !object) list_ = List::kMerges;
    return true;
  }

  bool on_end() {
    --depth_;
    if (list_ == List::kScored && depth_ == 3) {
      if (pair_.size() != 1 || !score_) bad_score();
      file_.vocabulary.emplace_back(std::move(pair_[0]), static_cast<TokenId>(file_.scores.size()));
      file_.scores.push_back(*score_);
      pair_.clear();
      return false;
    }
    if (list_ == List::kMerges && depth_ == 3) {
      if (pair_.size() != 2) bad_merge();
      file_.merges.emplace_back(std::move(pair_[0]), std::move(pair_[1]));
      pair_.clear();
      return false;
    }
    if (depth_ == 2) list_ = List::kNone;
    return true;
  }

  bool on_value(const Json& value) {
    if (list_ == List::kVocabulary) {
      if (!value.is_number_integer())
        throw_input("{}: model.vocab: the id of \"{}\" must be an integer", where_, token_);
      file_.vocabulary.emplace_back(std::move(token_),
                                    checked_token_id(value.get<int64_t>(), vocabulary_where_));
      return false;
    }
    if (list_ == List::kScored) return on_scored(value);
    if (list_ != List::kMerges) return true;
    if (!value.is_string()) bad_merge();
    const auto& text = value.get_ref<const std::string&>();
    if (depth_ == 4) {
      pair_.push_back(text);
    } else {
      split_merge(text);
    }
    return false;
  }

  // One half of a ["token", score] of the vocabulary.
  bool on_scored(const Json& value) {
    if (depth_ != 4 || score_) bad_score();
    if (value.is_string()) {
      pair_.push_back(value.get<std::string>());
    } else if (value.is_number() && pair_.size() == 1) {
      score_ = value.get<double>();
    } else {
      bad_score();
    }
    return false;
  }

  void split_merge(const std::string& text) {
    const size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) bad_merge();
    file_.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
  }

  [[noreturn]] void bad_score() const {
    throw_input("{}: model.vocab[{}] must be [\"token\", score]", where_, file_.scores.size());
  }

  [[noreturn]] void bad_merge() const {
    throw_input("{}: model.merges[{}] must be \"a b\" or [\"a\", \"b\"]", where_,
                file_.merges.size());
  }

  TokenizerFile& file_;
  std::string_view where_;
  std::string vocabulary_where_;
  int depth_ = 0;
  std::string section_;  // the last key of the document itself
  std::string key_;
  List list_ = List::kNone;
  std::string token_;
  std::vector<std::string> pair_;
  std::optional<double> score_;
};

}  // namespace

TokenizerFile parse_tokenizer_file(std::string_view json, std::string_view where) {
  TokenizerFile file;
  LongLists lists(file, where);
  check_json_depth(json, where);
  try {
    file.rest = Json::parse(
        json, [&](int, Json::parse_event_t event, Json& value) { return lists(event, value); });
  } catch (const Json::exception& error) {
    throw_input("{}: not valid JSON: {}", where, error.what());
  }
  if (!file.rest.is_object()) throw_input("{}: must be an object", where);
  return file;
}

TokenId checked_token_id(int64_t id, std::string_view where) {
  if (id < 0 || id > std::numeric_limits<TokenId>::max())
    throw_input("{}: id {} is out of range", where, id);
  return static_cast<TokenId>(id);
}

AddedToken read_added_token(const JsonPlace& place, TokenId id) {
  const bool special = place.flag("special", false);
  return {.id = id,
          .content = place.string("content"),
          .single_word = place.flag("single_word", false),
          .lstrip = place.flag("lstrip", false),
          .rstrip = place.flag("rstrip", false),
          .normalized = place.flag("normalized", !special),
          .special = special};
}

std::vector<AddedToken> added_tokens(const TokenizerFile& file, std::string_view where) {
  std::vector<AddedToken> tokens;
  const JsonPlace root(file.rest, std::string(where));
  if (!root.has("added_tokens")) return tokens;
  for (const JsonPlace& place : root.items("added_tokens")) {
    const TokenId id = checked_token_id(place.integer("id"), place.where());
    tokens.push_back(read_added_token(place, id));
  }
  return tokens;
}

std::string write_tokenizer_file(const TokenizerFile& file) {
  // The lists are written by hand in the middle of the model, after its short fields.
  Json rest = file.rest;
  rest["model"].erase("vocab");
  rest["model"].erase("merges");
  rest["model"]["vocab"] = "@";
  std::string text = rest.dump(2);
  std::string lists = "\"vocab\": {";
  const auto quoted = [](const std::string& token) { return Json(token).dump(); };
  for (const auto& [token, id] : file.vocabulary) {
    lists += lists.back() == '{' ? "\n" : ",\n";
    lists += "      " + quoted(token) + ": " + std::to_string(id);
  }
  lists += file.vocabulary.empty() ? "},\n    \"merges\": [" : "\n    },\n    \"merges\": [";
  for (const auto& [left, right] : file.merges) {
    lists += lists.back() == '[' ? "\n" : ",\n";
    lists += "      [\n        " + quoted(left) + ",\n        " + quoted(right) + "\n      ]";
  }
  lists += file.merges.empty() ? "]" : "\n    ]";
  const std::string mark = "\"vocab\": \"@\"";
  return text.replace(text.rfind(mark), mark.size(), lists);
}

}  // namespace dragoman::text
