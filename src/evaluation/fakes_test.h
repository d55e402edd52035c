// A model and a judge that do what a test says.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "episodes/evaluator.h"
#include "episodes/generator.h"
#include "tasks/task.h"
#include "text/chat_tokens.h"
#include "text/tokenizer.h"

namespace dragoman::evaluation {

// Letters, digits, the space and the marks of our chat template, one token each.
inline text::Tokenizer letter_tokenizer() {
  Json vocabulary = Json::object();
  Json added = Json::array();
  for (const std::string_view special :
       {text::kEndOfText, text::kSystem, text::kUser, text::kAssistant, text::kEnd}) {
    const auto id = static_cast<int>(vocabulary.size());
    vocabulary[std::string(special)] = id;
    added.push_back({{"id", id},
                     {"content", special},
                     {"single_word", false},
                     {"lstrip", false},
                     {"rstrip", false},
                     {"normalized", false},
                     {"special", true}});
  }
  for (const char c : std::string("abcdefghijklmnopqrstuvwxyz0123456789.:"))
    vocabulary[std::string(1, c)] = vocabulary.size();
  vocabulary["\xc4\xa0"] = vocabulary.size();  // the byte-level alphabet's space
  const Json byte_level = {{"type", "ByteLevel"},
                           {"add_prefix_space", false},
                           {"trim_offsets", true},
                           {"use_regex", true}};
  const Json file = {{"version", "1.0"},
                     {"truncation", nullptr},
                     {"padding", nullptr},
                     {"added_tokens", added},
                     {"normalizer", nullptr},
                     {"pre_tokenizer", byte_level},
                     {"post_processor", nullptr},
                     {"decoder", byte_level},
                     {"model",
                      {{"type", "BPE"},
                       {"dropout", nullptr},
                       {"unk_token", nullptr},
                       {"continuing_subword_prefix", nullptr},
                       {"end_of_word_suffix", nullptr},
                       {"fuse_unk", false},
                       {"byte_fallback", false},
                       {"vocab", vocabulary},
                       {"merges", Json::array()}}}};
  return text::Tokenizer::parse(file.dump(), "", "letters");
}

// "say: SOURCE"; the answer follows a colon.
class ColonTask final : public tasks::Task {
 public:
  std::vector<tasks::Message> ask(const data::Row& row) const override {
    return {{"user", "say: " + row.source}};
  }
  std::string answer(const data::Row&, std::string_view reference) const override {
    return "it is:" + std::string(reference);
  }
  std::string extract(const data::Row&, std::string_view reply) const override {
    const size_t colon = reply.find(':');
    return colon == reply.npos ? "" : std::string(reply.substr(colon + 1));
  }
};

// Replies by what the prompt holds; the end token is added unless the limit cuts the reply.
class FakeGenerator final : public episodes::Generator {
 public:
  FakeGenerator(text::Tokenizer tokenizer, std::map<std::string, std::string> replies)
      : tokenizer_(std::move(tokenizer)), replies_(std::move(replies)) {}

  std::vector<std::vector<episodes::Completion>> generate(
      std::span<const episodes::GenerationRequest> requests,
      const episodes::SamplingSettings& settings) override {
    temperature = settings.temperature;
    std::vector<std::vector<episodes::Completion>> all;
    for (const auto& request : requests) {
      all.push_back({reply_to(request.prompt, settings.max_completion_length)});
      if (request.on_end) request.on_end(all.back());
    }
    return all;
  }

  std::vector<std::vector<float>> logprobs(std::span<const std::vector<TokenId>>) override {
    return {};
  }
  int64_t context_length() const override { return 64; }
  int64_t vocabulary_size() const override { return 1 << 20; }

  double temperature = -1.0;  // of the last call

 private:
  episodes::Completion reply_to(const std::vector<TokenId>& prompt, int64_t limit) const {
    const std::string text = tokenizer_.decode(prompt, /*skip_special_tokens=*/true);
    episodes::Completion completion;
    completion.tokens = tokenizer_.encode(replies_.at(text), /*add_special_tokens=*/false);
    completion.tokens.push_back(*tokenizer_.token_id(text::kEnd));
    if (static_cast<int64_t>(completion.tokens.size()) > limit) {
      completion.tokens.resize(static_cast<size_t>(limit));
      completion.finish = episodes::FinishReason::kLength;
    }
    completion.spans = {
        {episodes::SpanKind::kSampled, 0, static_cast<int64_t>(completion.tokens.size())}};
    return completion;
  }

  text::Tokenizer tokenizer_;
  std::map<std::string, std::string> replies_;
};

// Right when the hypothesis is the first reference; can't judge rows of the domain "unknown".
class ExactMatch final : public episodes::Evaluator {
 public:
  std::string_view name() const override { return "exact"; }
  std::optional<double> score(const data::Row& row, std::string_view hypothesis) const override {
    if (row.domain == "unknown") return std::nullopt;
    return hypothesis == row.references.front() ? 1.0 : 0.0;
  }
};

inline data::Row row_of(std::string source, std::string reference, std::string domain = "") {
  data::Row row;
  row.id = "rows:" + source;
  row.source = std::move(source);
  row.references = {std::move(reference)};
  row.source_language = "en";
  row.target_language = "xx";
  row.domain = std::move(domain);
  return row;
}

}  // namespace dragoman::evaluation
