#include "scorers/sentence_embedder.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/parallel.h"
#include "scorers/encoding.h"
#include "scorers/sentence_modules.h"
#include "scorers/sentence_tokenizer.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::scorers {
namespace {

class SentenceEmbedder final : public episodes::Embedder {
 public:
  SentenceEmbedder(SentenceModules modules, const episodes::EmbedderSource& source,
                   at::ScalarType compute)
      : modules_(std::move(modules)),
        encoder_(nn::load_encoder(modules_.encoder, compute)),
        tokenizer_(modules_.encoder, encoder_.config().vocab_size) {
    const int64_t context = encoder_.config().context_length();
    length_ = std::min(modules_.max_seq_length.value_or(context), context);
    if (length_ < 2)
      throw_input("{}: max_seq_length {} leaves no room for text", modules_.encoder.string(),
                  length_);
    const int64_t layers = encoder_.config().num_hidden_layers;
    const int64_t layer = source.layer.value_or(layers);
    if (layer < 0 || layer > layers)
      throw_input("there is no layer {}: the encoder has {}, and its embeddings are layer 0", layer,
                  layers);
    reduction_ = {.layers = single_layer(layer, layers + 1), .pooling = modules_.pooling};
    if (!source.pooling.empty()) reduction_.pooling = pooling_named(source.pooling, "pooling");
  }

  int64_t dimension() const override { return encoder_.config().hidden_size; }

  std::vector<std::vector<float>> embed(std::span<const std::string> texts,
                                        const episodes::EncodingProgress& progress) const override {
    std::vector<nn::EncoderInput> inputs(texts.size());
    parallel_for(static_cast<int64_t>(texts.size()), [&](int64_t i) {
      inputs[static_cast<size_t>(i)].ids = ids_of(texts[static_cast<size_t>(i)]);
    });
    DistinctInputs distinct;
    std::vector<size_t> places;
    for (nn::EncoderInput& input : inputs) places.push_back(distinct.add(std::move(input)));
    at::Tensor vectors = encode(encoder_, distinct.inputs(), reduction_, progress);
    if (modules_.normalize) vectors = vectors / vectors.norm(2, {1}, true).clamp_min(1e-12);
    std::vector<std::vector<float>> out;
    const float* const values = vectors.const_data_ptr<float>();
    for (const size_t place : places) {
      const float* const row = values + static_cast<int64_t>(place) * dimension();
      out.emplace_back(row, row + dimension());
    }
    return out;
  }

 private:
  std::vector<TokenId> ids_of(const std::string& line) const {
    const std::string whole = modules_.prompt + line;
    const std::string_view stripped = text::strip(whole);
    if (!modules_.lowercase) return tokenizer_.encode(stripped, length_);
    return tokenizer_.encode(text::lower(stripped), length_);
  }

  SentenceModules modules_;
  nn::Encoder encoder_;
  SentenceTokenizer tokenizer_;
  int64_t length_ = 0;  // tokens at most
  Reduction reduction_;
};

}  // namespace

std::unique_ptr<episodes::Embedder> open_embedder(const episodes::EmbedderSource& source,
                                                  at::ScalarType compute) {
  if (!std::filesystem::is_directory(source.model))
    throw_input("{}: no such checkpoint folder", source.model.string());
  return std::make_unique<SentenceEmbedder>(read_sentence_modules(source.model), source, compute);
}

}  // namespace dragoman::scorers
