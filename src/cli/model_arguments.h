// The options that commands with a model share: which weights, in which arithmetic, and how tokens
// are drawn from them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/files.h"
#include "cli/sampling_options.h"
#include "episodes/generator.h"

namespace CLI {
class App;
}

namespace dragoman::cli {

struct ModelArguments {
  Path folder;   // of the base model where there is an adapter
  Path adapter;  // empty: none
  std::string dtype = "auto";
  std::string quantization = "none";

  // The folder with the tokenizer: the adapter's, where it has one of its own.
  Path text_folder() const;
  // The folder that was trained.
  const Path& trained_folder() const { return adapter.empty() ? folder : adapter; }
};

// --model, --adapter. A --model that is an adapter's folder stands for both: the base model is
// where adapter_config.json says.
void add_folder_options(CLI::App& app, ModelArguments& arguments);

// The same with --dtype and --quantization, for commands that run it.
void add_model_options(CLI::App& app, ModelArguments& arguments);

// The model, ready to run; the tensor modules load here.
std::unique_ptr<episodes::Generator> open_generator(const ModelArguments& arguments);

// What was given; what was not comes from generation_config.json.
struct DecodingArguments {
  GivenSettings given;
  bool ignore_generation_config = false;
  int64_t num_return_sequences = 1;
  uint64_t seed = 0;
  int64_t batch_size = 256;  // input lines read and answered together
};

// One option a sampling setting, --num_return_sequences, --seed, --batch_size,
// --ignore_generation_config.
void add_decoding_options(CLI::App& app, DecodingArguments& arguments);

// Options first, then the folder's generation_config.json, then SamplingSettings' own defaults. An
// explicit "do_sample": false there means greedy unless --temperature is given. A setting of the
// file that would change the output and that we can't do is an Error naming file and key.
episodes::SamplingSettings sampling_settings(const DecodingArguments& arguments,
                                             const Path& folder);

// The user's mistakes in ids that a model is about to see: none, too many, or outside the
// vocabulary. `room`: new tokens that must still fit. The message starts with `where`.
void check_ids(std::span<const TokenId> ids, int64_t room, const episodes::Generator& generator,
               const std::string& where);

}  // namespace dragoman::cli
