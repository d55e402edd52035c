// A checkpoint on this machine as the teacher: a larger model, or the policy's own start with a
// prompt for post-editing. It answers all questions in one batch: greedily, unless it has a
// temperature; then what it draws follows from the seed and the question.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include "base/error.h"
#include "data/fingerprint.h"
#include "episodes/backend.h"
#include "oracles/catalog.h"
#include "oracles/prompts.h"
#include "oracles/reply_rules.h"
#include "text/tokenizer.h"

namespace dragoman::oracles {
namespace {

struct CheckpointConfig {
  Path checkpoint;
  std::string dtype = "auto";
  std::string quantization = "none";
  int64_t max_completion_length = 256;
  double temperature = 0.0;
  double raw_temperature = 1.0;
  ReplyRules rules;
  PromptConfig prompts;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("checkpoint", checkpoint,
          "Hugging Face folder of the teacher; empty: the one that the policy starts from");
    visit("dtype", dtype, "of its arithmetic", config::OneOf{{"float32", "bfloat16", "auto"}});
    visit("quantization", quantization, "of its weights, on the CPU",
          config::OneOf{{"none", "int8"}});
    visit("max_completion_length", max_completion_length, "longest reply in tokens",
          config::at_least(1));
    visit("temperature", temperature, "of its replies; 0: the likeliest one",
          config::Range{0.0, 1e6});
    visit("raw_temperature", raw_temperature,
          "of what it writes on its own where a maker has it go on with a bare beginning (magpie)",
          config::Range{0.0, 1e6});
    rules.fields(visit);
    prompts.fields(visit);
  }
  void validate(config::Problems& problems) const { prompts.validate(problems); }
};

// A model with what it reads and writes by. One user at a time.
struct Loaded {
  explicit Loaded(const episodes::ModelSource& source)
      : tokenizer(text::Tokenizer::load(source.folder)),
        chat(templates::ChatTemplate::load(source.folder)),
        generator(episodes::backend().make_generator(source)) {}

  std::mutex mutex;
  text::Tokenizer tokenizer;
  templates::ChatTemplate chat;
  std::unique_ptr<episodes::Generator> generator;
};

// Whoever names the same checkpoint shares it, as long as somebody has it.
std::shared_ptr<Loaded> shared_model(const Path& folder, const CheckpointConfig& config) {
  static std::mutex mutex;
  static std::map<std::string, std::weak_ptr<Loaded>> opened;
  const std::lock_guard lock(mutex);
  auto& place =
      opened[fmt::format("{}\n{}\n{}", folder.string(), config.dtype, config.quantization)];
  if (auto there = place.lock()) return there;
  episodes::ModelSource source;
  source.folder = folder;
  source.dtype = config.dtype;
  source.quantization = config.quantization;
  auto loaded = std::make_shared<Loaded>(source);
  place = loaded;
  return loaded;
}

class Checkpoint final : public Oracle {
 public:
  Checkpoint(const CheckpointConfig& config, const OracleContext& context)
      : config_(config),
        folder_(config.checkpoint.empty() ? context.checkpoint : config.checkpoint),
        prompts_(config.prompts),
        rng_(context.rng.derive("replies")) {
    if (folder_.empty())
      throw_input(
          "oracle.checkpoint is empty, and the policy starts from a fresh model, which can't "
          "teach; "
          "name a checkpoint");
    model_ = shared_model(folder_, config_);
  }

  std::string identity(const Question& question) const override {
    std::string text = fmt::format("checkpoint\n{}\n{}\n{}\n{}\n{}", folder_.string(),
                                   config_.dtype, config_.quantization,
                                   config_.max_completion_length, prompts_.text(question.ask));
    // A greedy reply needs no seed.
    const double temperature = temperature_of(question);
    if (temperature > 0.0) text += fmt::format("\n{}\n{:016x}", temperature, rng_.key());
    if (is_raw(question)) text += "\nraw";
    return text;
  }
  bool answers(Ask ask) const override { return ask != Ask::kJudge; }
  bool is_dear() const override { return true; }
  std::vector<Answer> answer(std::span<const Question> questions) override;

 private:
  double temperature_of(const Question& question) const {
    return is_raw(question) ? config_.raw_temperature : config_.temperature;
  }
  std::vector<TokenId> prompt_of(const Question& question) const;
  Rng stream_of(const Question& question) const;
  // The questions at these places, all at one temperature.
  void draw(std::span<const Question> questions, const std::vector<size_t>& places,
            double temperature, std::vector<Answer>& answers);
  Answer read(const episodes::Completion& completion, const Question& question) const;

  CheckpointConfig config_;
  Path folder_;
  Prompts prompts_;
  Rng rng_;
  std::shared_ptr<Loaded> model_;
};

std::vector<TokenId> Checkpoint::prompt_of(const Question& question) const {
  if (is_raw(question)) return model_->tokenizer.encode(question.row->source, false);
  const auto messages = prompts_.messages(question);
  return model_->tokenizer.encode(model_->chat.render(messages, /*add_generation_prompt=*/true),
                                  false);
}

// What is asked decides what is drawn, whatever else is asked beside it.
Rng Checkpoint::stream_of(const Question& question) const {
  const data::Fingerprint print = data::fingerprint(question.row->source, question.draft);
  return rng_.derive(name_of(question.ask), print.high, print.low);
}

std::vector<Answer> Checkpoint::answer(std::span<const Question> questions) {
  const std::lock_guard lock(model_->mutex);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<Answer> answers(questions.size());
  std::map<double, std::vector<size_t>> places;  // by temperature
  for (size_t i = 0; i < questions.size(); ++i) places[temperature_of(questions[i])].push_back(i);
  for (const auto& [temperature, some] : places) draw(questions, some, temperature, answers);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  for (Answer& answer : answers)
    answer.spent.seconds = took.count() / static_cast<double>(questions.size());
  return answers;
}

// A prompt that leaves no room for a reply isn't shown.
void Checkpoint::draw(std::span<const Question> questions, const std::vector<size_t>& places,
                      double temperature, std::vector<Answer>& answers) {
  const int64_t context = model_->generator->context_length();
  std::vector<episodes::GenerationRequest> requests;
  std::vector<size_t> shown;
  for (const size_t i : places) {
    std::vector<TokenId> prompt = prompt_of(questions[i]);
    const int64_t room = context - static_cast<int64_t>(prompt.size());
    answers[i].spent.requests = 1;
    answers[i].spent.prompt_tokens = static_cast<int64_t>(prompt.size());
    if (room < 1) {
      answers[i].failure = Failure::kTruncated;
      answers[i].why = fmt::format("the prompt fills the model's {} tokens", context);
      continue;
    }
    requests.push_back({.prompt = std::move(prompt),
                        .stream = stream_of(questions[i]),
                        .max_completion_length = std::min(room, config_.max_completion_length)});
    shown.push_back(i);
  }
  episodes::SamplingSettings settings;
  settings.temperature = temperature;
  settings.max_completion_length = config_.max_completion_length;
  const auto completions = model_->generator->generate(requests, settings);
  for (size_t k = 0; k < shown.size(); ++k) {
    Answer& answer = answers[shown[k]];
    const Spent spent = answer.spent;
    answer = read(completions[k].front(), questions[shown[k]]);
    answer.spent = spent;
    answer.spent.completion_tokens = static_cast<int64_t>(completions[k].front().tokens.size());
  }
}

Answer Checkpoint::read(const episodes::Completion& completion, const Question& question) const {
  if (completion.finish == episodes::FinishReason::kLength)
    return Answer::failed(Failure::kTruncated, "the reply reached max_completion_length");
  if (completion.finish == episodes::FinishReason::kError)
    return Answer::failed(Failure::kMalformed, completion.why);
  return read_text_reply(episodes::completion_text(model_->tokenizer, completion.tokens, nullptr),
                         question, config_.rules);
}

}  // namespace

Entry checkpoint() {
  return make_entry<Checkpoint, CheckpointConfig>(
      "checkpoint", "A checkpoint on this machine; the policy's own start unless one is named.");
}

}  // namespace dragoman::oracles
