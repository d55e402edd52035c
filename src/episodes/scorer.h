// Learned judges of text, seen from below: no tensors here. `scorers` implements them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::episodes {

// How far a long call is, in tokens.
using EncodingProgress = std::function<void(int64_t done, int64_t total)>;

struct ScorerSource {
  std::filesystem::path model;      // a COMET folder: hparams.yaml, checkpoints/model.ckpt
  std::filesystem::path tokenizer;  // of the encoder, with its config.json; empty: the model's
  std::string dtype = "float32";    // float32, bfloat16 or auto

  auto operator<=>(const ScorerSource&) const = default;
};

struct Translation {
  std::string_view source;
  std::string_view hypothesis;
  std::optional<std::string_view> reference = {};
};

// Thread-safe; a call uses all threads.
class Scorer {
 public:
  virtual ~Scorer() = default;
  virtual std::string kind() const = 0;  // as hparams.yaml names its class: "regression_metric"
  virtual bool needs_source() const = 0;
  virtual bool needs_reference() const = 0;

  // One score each, higher is better, in the order of the translations. The more in one call the
  // faster: what is equal is encoded once, and what is of one length together. A translation
  // without the reference that is needed is an Error.
  virtual std::vector<double> score(std::span<const Translation> translations,
                                    const EncodingProgress& progress = {}) const = 0;
};

// The scorer of that model, opened by the first call; all that ask for one source share it. For
// metrics and rewards, of which each may name the same model.
std::shared_ptr<const Scorer> shared_scorer(const ScorerSource& source);

struct EmbedderSource {
  std::filesystem::path model;        // of an encoder, or a sentence-transformers folder
  std::string dtype = "float32";      // float32, bfloat16 or auto
  std::optional<int64_t> layer = {};  // 0: the embeddings; nullopt: the last
  std::string pooling = {};           // mean, max or cls; "": what the folder says
};

// Texts as vectors. Thread-safe; a call uses all threads.
class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual int64_t dimension() const = 0;

  // One vector each, in the order of the texts.
  virtual std::vector<std::vector<float>> embed(std::span<const std::string> texts,
                                                const EncodingProgress& progress = {}) const = 0;
};

}  // namespace dragoman::episodes
