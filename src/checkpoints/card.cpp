#include "checkpoints/card.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "checkpoints/card_parts.h"
#include "checkpoints/encoder_config.h"
#include "checkpoints/lora_config.h"

namespace dragoman::checkpoints {
namespace {

constexpr const char* kModelCommands = "translate, generate, logprobs, train, export";

// Also of those that can't be run here.
bool names_encoder(const std::string& model_type) {
  static const std::set<std::string> known{
      "albert",  "bert",        "camembert",      "deberta",    "deberta-v2", "distilbert",
      "electra", "ernie",       "mpnet",          "modernbert", "new",        "nomic_bert",
      "roberta", "xlm-roberta", "xlm-roberta-xl", "eurobert"};
  return known.contains(model_type);
}

void describe_unknown_decoder(Desk& desk, const std::string& reason) {
  desk.card.kind = "unknown";
  desk.card.title = fmt::format("a model of the family '{}'", desk.text("model_type"));
  desk.card.fails(kModelCommands, reason);
}

void describe_encoder(Desk& desk) {
  desk.card.kind = "encoder";
  desk.card.title = fmt::format("an encoder ({})", desk.text("model_type"));
  desk.card.fails(kModelCommands, "an encoder predicts no next token");
  attempt(desk, "embed", [&] {
    const EncoderConfig encoder =
        parse_encoder_config(desk.config, (desk.folder / "config.json").string());
    desk.card.add("layers", {{"count", encoder.num_hidden_layers}, {"width", encoder.hidden_size}},
                  fmt::format("{} of width {}, inner width {}", encoder.num_hidden_layers,
                              grouped(encoder.hidden_size), grouped(encoder.intermediate_size)));
    desk.card.add("context", {{"tokens", encoder.context_length()}},
                  fmt::format("{} tokens", grouped(encoder.context_length())));
    desk.card.works("embed", "the family is known");
  });
}

void describe_model(Desk& desk) {
  const std::string type = desk.text("model_type");
  const auto coder = desk.config.find("is_encoder_decoder");
  if (coder != desk.config.end() && coder->is_boolean() && coder->get<bool>()) {
    desk.card.kind = "encoder-decoder";
    desk.card.title = fmt::format("an encoder-decoder ({})", type);
    desk.card.fails(kModelCommands,
                    "only decoders are run here; CTranslate2 and transformers run this one");
  } else if (is_encoder(desk.config) || names_encoder(type)) {
    describe_encoder(desk);
  } else {
    try {
      desk.model = parse_model_config(desk.config, (desk.folder / "config.json").string());
      desk.card.kind = "decoder";
      const std::string& whole = desk.model->part_of;
      desk.card.title = fmt::format("a decoder ({}{})", desk.model->model_type,
                                    whole.empty() ? "" : ", the text part of " + whole);
    } catch (const Error& error) {
      describe_unknown_decoder(desk, error.what());
    }
  }
  if (desk.model) describe_decoder(desk);
  const bool usable = describe_weights(desk);
  describe_tokenizer(desk);
  if (desk.model && usable)
    desk.card.works(desk.has_text ? kModelCommands : "generate and logprobs of input_ids, export",
                    "the family is known and its weights are whole");
}

bool holds(const Path& folder, const std::string& extension) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    if (entry.path().extension() == extension) return true;
  return false;
}

void describe_without_config(Desk& desk) {
  desk.card.kind = "unknown";
  desk.card.title = "no model";
  if (desk.has("metrics.jsonl")) {
    desk.card.title = "a run folder";
    desk.card.fails(kModelCommands, "the models are its checkpoints/step-N");
  } else if (holds(desk.folder, ".gguf")) {
    desk.card.title = "GGUF files";
    desk.card.fails(kModelCommands,
                    "they are llama.cpp's; take the Hugging Face folder that they were made from");
  } else if (desk.has("tokenizer.json") || desk.has("tokenizer.model")) {
    desk.card.kind = "tokenizer";
    desk.card.title = "a tokenizer without a model";
    describe_tokenizer(desk);
    desk.card.works("tokenize", "the tokenizer is enough");
    desk.card.fails(kModelCommands, "config.json is missing");
  } else {
    desk.card.fails(kModelCommands, "config.json is missing; is this a checkpoint folder?");
  }
}

std::string title_case(std::string_view key) {
  std::string label(key);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

}  // namespace

void Card::add(std::string key, Json value, std::string text) {
  facts.push_back({std::move(key), std::move(value), std::move(text)});
}

void Card::works(std::string what, std::string why) {
  verdicts.push_back({true, std::move(what), std::move(why)});
}

void Card::fails(std::string what, std::string why) {
  verdicts.push_back({false, std::move(what), std::move(why)});
}

Card read_card(const Path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw_input("{}: no such folder", folder.string());
  Desk desk(folder);
  if (is_adapter(folder)) {
    describe_adapter(desk);
  } else if (desk.has("hparams.yaml")) {
    describe_comet(desk);
  } else if (!desk.has("config.json")) {
    describe_without_config(desk);
  } else if (attempt(desk, kModelCommands,
                     [&] { desk.config = read_object(folder / "config.json"); })) {
    describe_model(desk);
  } else {
    desk.card.kind = "unknown";
    desk.card.title = "a folder with a broken config.json";
  }
  return desk.card;
}

Json to_json(const Card& card) {
  Json json = {{"kind", card.kind}, {"title", card.title}};
  for (const Fact& fact : card.facts) json[fact.key] = fact.value;
  json["verdicts"] = Json::array();
  for (const Verdict& verdict : card.verdicts)
    json["verdicts"].push_back(
        {{"works", verdict.works}, {"what", verdict.what}, {"why", verdict.why}});
  return json;
}

std::string to_text(const Card& card) {
  size_t width = 5;
  for (const Fact& fact : card.facts) width = std::max(width, fact.key.size());
  std::string text = card.title + "\n\n";
  for (const Fact& fact : card.facts)
    text += fmt::format("  {:<{}}  {}\n", title_case(fact.key), width, fact.text);
  if (!card.facts.empty()) text += "\n";
  for (const Verdict& verdict : card.verdicts)
    text += fmt::format("  {:<{}}  {}: {}\n", verdict.works ? "works" : "won't", width,
                        verdict.what, verdict.why);
  return text;
}

}  // namespace dragoman::checkpoints
