// The door to the tensor modules. They live in a second shared object, so that a command without
// tensors starts without libtorch; `backend()` loads it on the first call.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "episodes/generator.h"
#include "episodes/layer_probe.h"
#include "episodes/learner.h"
#include "episodes/scorer.h"
#include "text/token.h"

namespace dragoman::episodes {

// An adapter to be trained while the model stays as it is. Names and meanings are TRL's.
struct LoraSettings {
  int64_t r = 16;
  double alpha = 32.0;
  double dropout = 0.0;
  bool use_rslora = false;
  std::vector<std::string> target_modules = {"all-linear"};
  std::vector<std::string> modules_to_save;
};

// A folder that is an adapter's stands for its base model with the adapter.
struct ModelSource {
  std::filesystem::path folder;  // a checkpoint; empty: made from `config` with `seed`
  Json config;                   // as config.json of a Hugging Face folder
  uint64_t seed = 0;
  std::string dtype = "float32";          // float32, bfloat16 or auto
  std::filesystem::path adapter = {};     // a PEFT folder, added to the checkpoint; empty: none
  std::optional<LoraSettings> lora = {};  // of a learner: trains a fresh adapter
  std::string quantization = "none";      // or int8, on the CPU: a generator's weights and rows; of
                                          // a learner its sampler's
  LearnerSettings learner = {};           // of a learner
};

// A checkpoint to be written anew, in another dtype, in other shards, or with an adapter in it.
struct ExportRequest {
  std::filesystem::path folder;
  std::filesystem::path adapter;  // empty: none
  std::filesystem::path output;   // not there, or empty
  std::string dtype = "auto";     // float32, bfloat16, float16; auto: as it is
  int64_t max_shard_bytes = 0;    // above 0; a larger tensor has a file of its own
};

// Texts that a model is run on, to see what goes into its layers.
struct MomentsRequest {
  std::filesystem::path folder;                 // a whole model's
  std::vector<std::vector<TokenId>> sequences;  // none empty
};

class Backend {
 public:
  virtual ~Backend() = default;
  // Of an adapter's folder it goes on training the adapter.
  virtual std::unique_ptr<Learner> make_learner(const ModelSource& source) const = 0;
  virtual std::unique_ptr<Generator> make_generator(const ModelSource& source) const = 0;
  virtual std::unique_ptr<Scorer> make_scorer(const ScorerSource& source) const = 0;
  virtual std::unique_ptr<Embedder> make_embedder(const EmbedderSource& source) const = 0;
  virtual std::unique_ptr<LayerProbe> make_layer_probe(
      const LayerProbeSettings& settings) const = 0;
  // Holds one tensor in memory at a time; tells its progress on stderr.
  virtual void export_model(const ExportRequest& request) const = 0;
  // 2 * mean(input^2) of every column of the matrices, by their names in a decoder's own folder; of
  // the embedding, by row, twice the token's share of the text (each counted once more than it is
  // there). Holds one layer's weights at a time.
  virtual std::map<std::string, std::vector<double>> input_moments(
      const MomentsRequest& request) const = 0;
  virtual std::string describe() const = 0;  // "libtorch 2.13.0, CPU, 2 threads"
};

// Loads the tensor modules (about 0.4 s) the first time.
const Backend& backend();

}  // namespace dragoman::episodes
