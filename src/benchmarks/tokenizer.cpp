// A tokenizer over the lines of a file: ids of text, and text of ids.
#include "text/tokenizer.h"
#include "base/error.h"
#include "base/line_reader.h"
#include "base/parallel.h"
#include "benchmarks/benchmark.h"

namespace dragoman::benchmarks {
namespace {

struct TokenizerConfig {
  std::string model = {};
  std::string text = {};

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "a folder with a tokenizer, or its file", config::Required{});
    visit("text", text, "a file of text, one a line", config::Required{});
  }
};

constexpr int64_t kGrain = 64;  // lines

class TokenizerBenchmark final : public Benchmark {
 public:
  explicit TokenizerBenchmark(const TokenizerConfig& config)
      : tokenizer_(text::Tokenizer::load(config.model)) {
    LineReader reader(config.text);
    for (std::string line; reader.next(line);) {
      bytes_ += static_cast<double>(line.size());
      lines_.push_back(line);
    }
    if (bytes_ == 0) throw_input("{} is empty", config.text);
    ids_.resize(lines_.size());
    encode();
  }

  // `amount` is what the text side has, so that both directions compare.
  std::vector<Case> cases() override {
    return {{"encode", "bytes", bytes_, [this] { encode(); }},
            {"decode", "bytes", bytes_,
             [this] { each([this](size_t i) { tokenizer_.decode(ids_[i], false); }); }}};
  }

 private:
  template <class Body>
  void each(const Body& body) const {
    parallel_for(
        static_cast<int64_t>(lines_.size()), [&](int64_t i) { body(static_cast<size_t>(i)); },
        kGrain);
  }

  void encode() const {
    each([this](size_t i) { ids_[i] = tokenizer_.encode(lines_[i], false); });
  }

  text::Tokenizer tokenizer_;
  std::vector<std::string> lines_;
  mutable std::vector<std::vector<TokenId>> ids_;  // always the same ones
  double bytes_ = 0.0;
};

}  // namespace

Entry tokenizer() {
  return config::make_entry<Benchmark, TokenizerBenchmark, TokenizerConfig>(
      "tokenizer", "A tokenizer over the lines of a file, in both directions.");
}

}  // namespace dragoman::benchmarks
