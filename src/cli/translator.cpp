#include "cli/translator.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/in_order.h"
#include "text/language.h"
#include "text/sentences.h"
#include "text/utf8.h"

namespace dragoman::cli {
namespace {

std::string on_one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return std::string(text::strip(text));
}

}  // namespace

// What is translated in one piece: a line, or a sentence of one.
struct Translator::Unit {
  std::string source;
  std::string where;
  Rng stream{0};
  std::shared_ptr<Document> document;
  size_t line = 0;  // among those translated with it
  std::vector<std::string> translations = {};
};

Translator::Translator(const TranslationArguments& arguments, const MetricOptions& metrics)
    : arguments_(arguments),
      settings_(sampling_settings(arguments.decoding, arguments.model.folder)),
      beams_(arguments.beams.settings(arguments.decoding)),
      reranker_(arguments.rerank.empty() ? nullptr
                                         : evaluation::make_reranker(arguments.rerank,
                                                                     [&](std::string_view name) {
                                                                       return metrics.make(name);
                                                                     })),
      task_(find_task(arguments.model.trained_folder(), arguments.task_options)),
      generator_(open_generator(arguments.model)),
      text_(arguments.model.text_folder()) {
  text_.require_tokenizer();
  rules_ = text_.rules(settings_, generator_->vocabulary_size());
  row_.source_language = text::normalize_language(arguments.from);
  row_.target_language = text::normalize_language(arguments.to);
}

void Translator::translate(std::span<const SourceLine> lines,
                           const std::function<void(std::string)>& write) {
  std::vector<std::vector<Unit>> units;
  std::map<Document*, std::vector<Unit*>> documents;
  for (const SourceLine& line : lines) units.push_back(units_of(line));
  InOrder order(units.size(), [&](size_t line) { write(joined(units[line])); });
  std::vector<size_t> missing;             // units, by line
  std::vector<std::vector<Unit*>> rounds;  // a unit with context waits for those before it
  for (std::vector<Unit>& line : units) {
    for (Unit& unit : line) {
      unit.line = missing.size();
      std::vector<Unit*>& document = documents[unit.document.get()];
      const size_t round = arguments_.context > 0 ? document.size() : 0;
      document.push_back(&unit);
      rounds.resize(std::max(rounds.size(), round + 1));
      rounds[round].push_back(&unit);
    }
    missing.push_back(line.size());
    if (line.empty()) order.done(missing.size() - 1);
  }
  for (const std::vector<Unit*>& round : rounds)
    translate_together(round, [&](Unit& unit) {
      if (--missing[unit.line] == 0) order.done(unit.line);
    });
}

std::vector<Translator::Unit> Translator::units_of(const SourceLine& line) {
  const Rng stream = Rng(arguments_.decoding.seed).derive("translate").derive("line", next_++);
  if (line.text.empty()) {
    document_ = std::make_shared<Document>();
    return {};
  }
  if (!arguments_.split_sentences) return {{line.text, line.where, stream, document_}};
  std::vector<Unit> units;
  for (const std::string_view sentence : text::split_sentences(line.text, row_.source_language))
    units.push_back(
        {std::string(sentence), line.where, stream.derive("sentence", units.size()), document_});
  return units;
}

void Translator::translate_together(std::span<Unit* const> units,
                                    const std::function<void(Unit&)>& done) {
  std::vector<episodes::GenerationRequest> requests;
  for (Unit* unit : units) {
    requests.push_back({prompt(*unit), arguments_.decoding.num_return_sequences, unit->stream});
    requests.back().text_rules = rules_;
    requests.back().beams = beams_;
    requests.back().on_end = [&, unit](const std::vector<episodes::Completion>& completions) {
      take(completions, *unit);
      if (!reranker_) done(*unit);
    };
  }
  generator_->generate(requests, settings_);
  if (reranker_) choose_best(units);
  for (Unit* unit : units) {
    remember(*unit);
    if (reranker_) done(*unit);
  }
}

void Translator::take(const std::vector<episodes::Completion>& completions, Unit& unit) {
  row_.source = unit.source;
  for (const episodes::Completion& completion : completions)
    unit.translations.push_back(on_one_line(
        task_.task->extract(row_, text_.completion(completion.tokens, rules_.get()).value_or(""))));
}

void Translator::remember(const Unit& unit) const {
  if (arguments_.context == 0) return;
  unit.document->push_back({unit.source, unit.translations.front()});
  if (static_cast<int64_t>(unit.document->size()) > arguments_.context) unit.document->pop_front();
}

// The oldest turns are left out where not all fit beside an answer.
std::vector<TokenId> Translator::prompt(const Unit& unit) {
  const std::vector<Turn> turns(unit.document->begin(), unit.document->end());
  const int64_t room = std::min(settings_.max_completion_length, generator_->context_length() / 2);
  for (size_t skipped = 0; skipped < turns.size(); ++skipped) {
    std::vector<TokenId> ids = prompt_with(std::span(turns).subspan(skipped), unit);
    if (static_cast<int64_t>(ids.size()) + room <= generator_->context_length()) return ids;
  }
  std::vector<TokenId> ids = prompt_with({}, unit);
  check_ids(ids, 1, *generator_, unit.where);
  return ids;
}

// A system's message comes first, as the task has it for the line itself.
std::vector<TokenId> Translator::prompt_with(std::span<const Turn> turns, const Unit& unit) {
  row_.source = unit.source;
  std::vector<templates::Message> asked = task_.task->ask(row_), messages;
  const auto user = std::find_if(asked.begin(), asked.end(), [](const templates::Message& message) {
    return message.role != "system";
  });
  messages.assign(asked.begin(), user);
  for (const Turn& turn : turns) {
    row_.source = turn.source;
    for (templates::Message& message : task_.task->ask(row_))
      if (message.role != "system") messages.push_back(std::move(message));
    messages.push_back({"assistant", task_.task->answer(row_, turn.translation)});
  }
  messages.insert(messages.end(), user, asked.end());
  return text_.message_ids(messages, unit.where);
}

void Translator::choose_best(std::span<Unit* const> units) const {
  std::vector<evaluation::Candidates> items;
  for (const Unit* unit : units)
    items.push_back({unit->source, row_.target_language, unit->translations});
  const std::vector<size_t> best = reranker_->choose(items);
  for (size_t i = 0; i < units.size(); ++i)
    units[i]->translations = {std::move(items[i].texts[best[i]])};
}

std::string Translator::joined(std::span<const Unit> units) const {
  if (units.empty()) return "";
  const char* between = text::writes_spaces(row_.target_language) ? " " : "";
  std::string line;
  for (size_t i = 0; i < units.front().translations.size(); ++i) {
    if (i > 0) line += '\t';
    for (const Unit& unit : units) {
      if (&unit != &units.front()) line += between;
      line += unit.translations[i];
    }
  }
  return line;
}

}  // namespace dragoman::cli
