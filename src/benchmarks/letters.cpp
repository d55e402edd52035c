#include "benchmarks/letters.h"

#include "base/json.h"

namespace dragoman::benchmarks {
namespace {

constexpr int64_t kLetters = 26;
constexpr size_t kWordLetters = 4;
constexpr int64_t kReferenceLetters = 160;

char letter(int64_t index) { return static_cast<char>('a' + index); }

// " aaab" as a byte-level vocabulary writes it.
std::string word(int64_t index) {
  std::string letters(kWordLetters, 'a');
  for (auto at = letters.rbegin(); at != letters.rend(); ++at, index /= kLetters)
    *at = letter(index % kLetters);
  return "\u0120" + letters;
}

class Letters final : public tasks::Task {
 public:
  std::vector<tasks::Message> ask(const data::Row& row) const override {
    return {{"user", row.source}};
  }
  std::string answer(const data::Row&, std::string_view reference) const override {
    return std::string(reference);
  }
  std::string extract(const data::Row&, std::string_view reply) const override {
    return std::string(reply);
  }
  tasks::Prompt prompt(const data::Row& row) const override { return row.source; }
};

}  // namespace

text::Tokenizer letters_tokenizer(int64_t vocabulary) {
  Json words = Json::object();
  for (int64_t id = 0; id < vocabulary; ++id)
    words[id < kLetters ? std::string(1, letter(id)) : word(id)] = id;
  const Json tokenizer = {
      {"version", "1.0"},
      {"added_tokens", Json::array()},
      {"normalizer", nullptr},
      {"pre_tokenizer", nullptr},
      {"post_processor", nullptr},
      {"decoder", {{"type", "ByteLevel"}}},
      {"model", {{"type", "BPE"}, {"vocab", std::move(words)}, {"merges", Json::array()}}}};
  return text::Tokenizer::parse(tokenizer.dump(), "", "the benchmark's tokenizer");
}

std::string random_letters(int64_t count, Rng stream) {
  std::string text;
  for (int64_t i = 0; i < count; ++i)
    text += letter(static_cast<int64_t>(stream.below(static_cast<uint64_t>(kLetters))));
  return text;
}

std::vector<data::Row> letters_rows(int64_t count, int64_t letters, const Rng& rng) {
  std::vector<data::Row> rows;
  for (int64_t i = 0; i < count; ++i) {
    data::Row row;
    row.source = random_letters(letters, rng.derive("source", i));
    row.references = {random_letters(kReferenceLetters, rng.derive("reference", i))};
    row.source_language = "en";
    row.target_language = "de";
    row.id = std::to_string(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::unique_ptr<tasks::Task> letters_task() { return std::make_unique<Letters>(); }

}  // namespace dragoman::benchmarks
