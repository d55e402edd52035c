// --beam and what belongs to it, for the commands that generate.
#pragma once

#include <string>

#include "cli/model_arguments.h"

namespace dragoman::cli {

struct BeamArguments {
  int64_t num_beams = 1;
  double length_penalty = 1.0;
  std::string early_stopping = "false";

  // Settings that draw are the user's mistake beside beams, and so are fewer beams than
  // --num_return_sequences.
  episodes::BeamSettings settings(const DecodingArguments& decoding) const;
};

void add_beam_options(CLI::App& app, BeamArguments& arguments);

}  // namespace dragoman::cli
