#include "cli/beam_arguments.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "base/error.h"

namespace dragoman::cli {

void add_beam_options(CLI::App& app, BeamArguments& arguments) {
  app.add_option("--beam,--num_beams", arguments.num_beams,
                 "search for the likeliest completion among so many at a time; 1 is off")
      ->check(CLI::Range(int64_t{1}, int64_t{1024}))
      ->capture_default_str();
  app.add_option("--length_penalty", arguments.length_penalty,
                 "of --beam: a score is the sum of logprobs over the length to this power")
      ->check(CLI::Range(-100.0, 100.0))
      ->capture_default_str();
  app.add_option("--early_stopping", arguments.early_stopping,
                 "of --beam: stop when so many are finished (true), when none that runs is better "
                 "as it stands (false), or when none can become better (never)")
      ->check(CLI::IsMember({"false", "true", "never"}))
      ->capture_default_str();
}

episodes::BeamSettings BeamArguments::settings(const DecodingArguments& decoding) const {
  using episodes::EarlyStopping;
  if (num_beams == 1) return {};
  const auto temperature = decoding.given.find("temperature");
  if (temperature != decoding.given.end() &&
      std::strtod(temperature->second.back().c_str(), nullptr) != 0.0)
    throw_input("--beam searches and draws nothing; leave --temperature out");
  if (decoding.num_return_sequences > num_beams)
    throw_input("--num_return_sequences {} are more than --beam {}", decoding.num_return_sequences,
                num_beams);
  const EarlyStopping stopping = early_stopping == "true"    ? EarlyStopping::kWhenFull
                                 : early_stopping == "never" ? EarlyStopping::kNever
                                                             : EarlyStopping::kByEstimate;
  return {num_beams, length_penalty, stopping};
}

}  // namespace dragoman::cli
