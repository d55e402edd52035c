// The door to the tensor modules. They live in a second shared object, so that a command without
// tensors starts without libtorch; `backend()` loads it on the first call.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/json.h"
#include "episodes/generator.h"
#include "episodes/learner.h"
#include "episodes/scorer.h"

namespace dragoman::episodes {

struct ModelSource {
  std::filesystem::path folder;  // a checkpoint; empty: made from `config` with `seed`
  Json config;                   // as config.json of a Hugging Face folder
  uint64_t seed = 0;
  std::string dtype = "float32";       // float32, bfloat16 or auto
  std::filesystem::path adapter = {};  // a PEFT folder, added to the checkpoint; empty: none
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<Learner> make_learner(const ModelSource& source) const = 0;
  virtual std::unique_ptr<Generator> make_generator(const ModelSource& source) const = 0;
  virtual std::unique_ptr<Scorer> make_scorer(const ScorerSource& source) const = 0;
  virtual std::unique_ptr<Embedder> make_embedder(const EmbedderSource& source) const = 0;
  virtual std::string describe() const = 0;  // "libtorch 2.13.0, CPU, 2 threads"
};

// Loads the tensor modules (about 0.4 s) the first time.
const Backend& backend();

}  // namespace dragoman::episodes
