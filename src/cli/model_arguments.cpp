#include "cli/model_arguments.h"

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "checkpoints/companions.h"
#include "checkpoints/lora_config.h"
#include "episodes/backend.h"

namespace dragoman::cli {
namespace {

void find_base(ModelArguments& arguments) {
  if (!arguments.adapter.empty() || !checkpoints::is_adapter(arguments.folder)) return;
  arguments.adapter = arguments.folder;
  arguments.folder = checkpoints::adapter_base(
      arguments.adapter,
      fmt::format("give it as --model, with --adapter {}", arguments.adapter.string()));
}

}  // namespace

Path ModelArguments::text_folder() const {
  const bool own = !adapter.empty() && checkpoints::has_tokenizer(adapter);
  return own ? adapter : folder;
}

void add_folder_options(CLI::App& app, ModelArguments& arguments) {
  app.final_callback([&arguments] { find_base(arguments); });
  app.add_option("--model", arguments.folder,
                 "checkpoint folder in Hugging Face's layout, or a PEFT adapter's")
      ->required();
  app.add_option("--adapter", arguments.adapter, "PEFT adapter folder for --model");
}

void add_model_options(CLI::App& app, ModelArguments& arguments) {
  add_folder_options(app, arguments);
  app.add_option("--dtype", arguments.dtype,
                 "arithmetic: float32, bfloat16, or auto (the checkpoint's where it is fast here)")
      ->check(CLI::IsMember({"float32", "bfloat16", "auto"}))
      ->capture_default_str();
  app.add_option("--quantization", arguments.quantization,
                 "int8: weights and activations rounded to eight bits, faster on CPUs, less exact")
      ->check(CLI::IsMember({"none", "int8"}))
      ->capture_default_str();
}

std::unique_ptr<episodes::Generator> open_generator(const ModelArguments& arguments) {
  episodes::ModelSource source{arguments.folder, {}, 0, arguments.dtype, arguments.adapter};
  source.quantization = arguments.quantization;
  return episodes::backend().make_generator(source);
}

void add_decoding_options(CLI::App& app, DecodingArguments& arguments) {
  constexpr int64_t kMost = int64_t{1} << 31;
  add_sampling_options(app, arguments.given);
  app.add_option("--num_return_sequences", arguments.num_return_sequences, "completions a line")
      ->check(CLI::Range(int64_t{1}, kMost))
      ->capture_default_str();
  app.add_option("--seed", arguments.seed, "of the draws; line n draws the same in any batch")
      ->capture_default_str();
  app.add_option("--batch_size", arguments.batch_size, "lines read and answered together")
      ->check(CLI::Range(int64_t{1}, kMost))
      ->capture_default_str();
  app.add_flag("--ignore_generation_config", arguments.ignore_generation_config,
               "take only the end tokens from the checkpoint's generation_config.json");
}

void check_ids(std::span<const TokenId> ids, int64_t room, const episodes::Generator& generator,
               const std::string& where) {
  const int64_t length = static_cast<int64_t>(ids.size());
  const int64_t context = generator.context_length();
  if (length == 0) throw_input("{}: no tokens", where);
  if (length + room > context)
    throw_input("{}: {} tokens{} do not fit the model's context of {}", where, length,
                room > 0 ? fmt::format(" and {} more", room) : "", context);
  for (size_t i = 0; i < ids.size(); ++i)
    if (ids[i] < 0 || ids[i] >= generator.vocabulary_size())
      throw_input("{}: token id {} (position {}) is outside the model's vocabulary of {}", where,
                  ids[i], i, generator.vocabulary_size());
}

}  // namespace dragoman::cli
