// `dragoman generate --model DIR < prompts.jsonl > out.jsonl`: completions of prompts.
#include <CLI/CLI.hpp>

#include "base/in_order.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/beam_arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/model_arguments.h"
#include "cli/model_text.h"
#include "cli/output.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Reads prompts as JSON lines from standard input and writes every line again with its "
    "completion.\n\n"
    "A line is {\"prompt\": \"text\"}, {\"messages\": [{\"role\", \"content\"}, ...]} or "
    "{\"input_ids\": [...]}; what else it holds is kept. Added are completion (no special tokens; "
    "null without a tokenizer), token_ids (with the end token), logprobs (the model's own, at "
    "temperature 1, before any filter) and finish_reason (stop, length, or error with its cause "
    "under error). With --num_return_sequences above 1 a line comes out that many times, numbered "
    "by sample; with --beam the best comes first, and score is what they are ranked by.\n"
    "Sampling settings that are not given come from the checkpoint's generation_config.json.";

struct Arguments {
  ModelArguments model;
  DecodingArguments decoding;
  BeamArguments beams;
  bool behaviour_logprobs = false;
};

class Generation {
 public:
  explicit Generation(const Arguments& arguments)
      : arguments_(arguments),
        settings_(sampling_settings(arguments.decoding, arguments.model.folder)),
        beams_(arguments.beams.settings(arguments.decoding)),
        generator_(open_generator(arguments.model)),
        text_(arguments.model.text_folder()),
        rules_(text_.rules(settings_, generator_->vocabulary_size())) {}

  void run() {
    LineReader input("-");
    Progress progress("generate", "prompts", 0);
    const Rng seed = Rng(arguments_.decoding.seed).derive("generate");
    for (;;) {
      const std::vector<JsonLine> lines = read_json_lines(input, arguments_.decoding.batch_size);
      if (lines.empty()) return;
      std::vector<std::vector<episodes::Completion>> completions(lines.size());
      InOrder order(lines.size(), [&](size_t i) {
        write(lines[i].row, completions[i]);
        flush_out();
        progress.advance();
      });
      std::vector<episodes::GenerationRequest> requests;
      for (size_t i = 0; i < lines.size(); ++i) {
        const JsonLine& line = lines[i];
        requests.push_back({text_.prompt_ids(line.row, line.where),
                            arguments_.decoding.num_return_sequences,
                            seed.derive("line", next_++)});
        requests.back().text_rules = rules_;
        requests.back().beams = beams_;
        requests.back().on_end = [&, i](const std::vector<episodes::Completion>& all) {
          completions[i] = all;
          order.done(i);
        };
        check_ids(requests.back().prompt, 1, *generator_, line.where);
      }
      generator_->generate(requests, settings_);
    }
  }

 private:
  void write(Json row, const std::vector<episodes::Completion>& completions) const {
    for (size_t i = 0; i < completions.size(); ++i) {
      const episodes::Completion& completion = completions[i];
      const auto decoded = text_.completion(completion.tokens, rules_.get());
      row["completion"] = decoded ? Json(*decoded) : Json();
      row["token_ids"] = completion.tokens;
      row["logprobs"] = float_list(completion.logprobs);
      if (arguments_.behaviour_logprobs)
        row["behaviour_logprobs"] = float_list(completion.behaviour_logprobs);
      if (beams_.on()) row["score"] = completion.score;
      row["finish_reason"] = episodes::name_of(completion.finish);
      if (!completion.why.empty()) row["error"] = completion.why;
      if (completions.size() > 1) row["sample"] = i;
      write_out(to_line(row) + "\n");
    }
  }

  const Arguments& arguments_;
  episodes::SamplingSettings settings_;
  episodes::BeamSettings beams_;
  std::unique_ptr<episodes::Generator> generator_;
  ModelText text_;
  std::shared_ptr<const episodes::TextRules> rules_;
  int64_t next_ = 0;  // row of the input
};

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "generate");
  Arguments arguments;
  add_model_options(app, arguments.model);
  add_decoding_options(app, arguments.decoding);
  add_beam_options(app, arguments.beams);
  app.add_flag("--behaviour_logprobs", arguments.behaviour_logprobs,
               "also write the logprobs of the distribution that was drawn from");
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  Generation(arguments).run();
  return 0;
}

}  // namespace

Command generate_command() {
  return {"generate", "Completes prompts: JSON lines in, the same lines with completions out.",
          &run};
}

}  // namespace dragoman::cli
