#include "evaluation/evaluate.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "config/writer.h"
#include "data/fingerprint.h"
#include "evaluation/breakdown.h"
#include "evaluation/reranker.h"
#include "rollouts/branches.h"
#include "text/utf8.h"

namespace dragoman::evaluation {
namespace {

std::vector<episodes::GenerationRequest> requests_for(const episodes::Generator& generator,
                                                      const rollouts::Player& player,
                                                      std::span<const data::Row> rows,
                                                      const EvaluationConfig& config) {
  const Rng stream(static_cast<uint64_t>(config.seed));
  std::vector<episodes::GenerationRequest> requests;
  const bool never = player.tools && config.calls == "never";
  const auto rules =
      never ? rollouts::no_tool_rules(*player.tools, config.sampling, generator.vocabulary_size())
            : episodes::TextRules::make(config.sampling, player.tokenizer,
                                        generator.vocabulary_size());
  for (size_t i = 0; i < rows.size(); ++i) {
    requests.push_back(
        {player.prompt(rows[i]), config.num_return_sequences, stream.derive("evaluate", i)});
    requests.back().text_rules = rules;
    if (player.tools && config.calls == "always")
      requests.back().forced.assign(static_cast<size_t>(config.num_return_sequences),
                                    player.tools->forced_call());
    const auto length = static_cast<int64_t>(requests.back().prompt.size());
    if (length >= generator.context_length())
      throw_input("row {}: its prompt has {} tokens and fills the model's context of {}",
                  rows[i].id, length, generator.context_length());
  }
  return requests;
}

// What the replies to a row say.
Candidates candidates_of(const rollouts::Player& player, const data::Row& row,
                         const episodes::GenerationRequest& request,
                         std::span<const episodes::Completion> replies) {
  Candidates candidates{row.source, row.target_language};
  for (const episodes::Completion& reply : replies)
    candidates.texts.push_back(player.task.extract(
        row, rollouts::said(reply, player.tokenizer, request.text_rules.get()).answer()));
  return candidates;
}

// The names of the row's entity: its column "mentions", a JSON list or one name.
std::vector<std::string> mentions_of(const data::Row& row) {
  const auto found = row.metadata.find("mentions");
  if (found == row.metadata.end()) return {};
  if (!found->second.starts_with('[')) return {found->second};
  std::vector<std::string> names;
  for (const Json& name : parse_json(found->second, row.id + ": mentions")) {
    if (!name.is_string()) throw_input("{}: mentions has {}, not a name", row.id, to_line(name));
    names.push_back(name.get<std::string>());
  }
  return names;
}

metrics::Corpus corpus_of(std::span<const data::Row> rows) {
  metrics::Corpus corpus;
  const bool entities = std::any_of(rows.begin(), rows.end(), [](const data::Row& row) {
    return row.metadata.contains("mentions");
  });
  for (const data::Row& row : rows) {
    corpus.references.push_back(row.references);
    corpus.sources.push_back(row.source);
    corpus.documents.push_back(row.document);
    corpus.target_languages.push_back(row.target_language);
    if (entities) corpus.mentions.push_back(mentions_of(row));
  }
  return corpus;
}

// A second metric of one name gets a number: "chrf_2".
std::string free_key(const std::vector<MetricResult>& results, const std::string& name) {
  std::string key = name;
  const auto taken = [&](const MetricResult& result) { return result.key == key; };
  for (int i = 2; std::any_of(results.begin(), results.end(), taken); ++i)
    key = fmt::format("{}_{}", name, i);
  return key;
}

std::vector<MetricResult> measure_metrics(const metrics::Corpus& corpus,
                                          const std::vector<std::string>& texts,
                                          const EvaluationConfig& config) {
  std::vector<MetricResult> results;
  for (const MetricConfig& part : config.metrics) {
    const auto metric = part.metric.make();
    MetricResult result;
    result.key = free_key(results, part.metric.name());
    result.name = metric->info().name;
    result.higher_is_better = metric->info().higher_is_better;
    result.config = config::to_json(part);
    metrics::Evaluation said;
    said.references = corpus.reference_count();
    result.signature = metrics::format_signature(
        metrics::signature_fields(said, metric->info().signature), metrics::SignatureStyle::kLong);
    result.statistics =
        std::move(metrics::corpus_statistics(*metric, std::span(&texts, 1), corpus).front());
    result.score = metric->score(result.statistics.sums());
    results.push_back(std::move(result));
  }
  return results;
}

MetricResult measure_witness(const episodes::Evaluator& witness, std::span<const data::Row> rows,
                             std::span<const Hypothesis> hypotheses) {
  MetricResult result;
  result.key = result.name = witness.name();
  result.statistics = metrics::Statistics(rows.size(), 2);
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto score = witness.score(rows[i], hypotheses[i].text);
    if (!score) continue;
    result.statistics.row(i)[0] = *score;
    result.statistics.row(i)[1] = 1.0;
  }
  result.score = metric_of(result)->score(result.statistics.sums());
  return result;
}

// Calls of tools, in the mean of the rows.
MetricResult count_calls(std::span<const Hypothesis> hypotheses) {
  MetricResult result;
  result.key = result.name = "calls";
  result.higher_is_better = false;
  result.statistics = metrics::Statistics(hypotheses.size(), 2);
  for (size_t i = 0; i < hypotheses.size(); ++i) {
    result.statistics.row(i)[0] = static_cast<double>(hypotheses[i].calls.value_or(0));
    result.statistics.row(i)[1] = 1.0;
  }
  result.score = metric_of(result)->score(result.statistics.sums());
  return result;
}

void count_replies(std::span<const data::Row> rows, std::span<const Hypothesis> hypotheses,
                   Evaluation& evaluation) {
  double said = 0.0;
  double wanted = 0.0;
  for (size_t i = 0; i < rows.size(); ++i) {
    evaluation.truncated_share += hypotheses[i].truncated ? 1.0 : 0.0;
    evaluation.empty_share += hypotheses[i].text.empty() ? 1.0 : 0.0;
    evaluation.mean_tokens += static_cast<double>(hypotheses[i].tokens);
    if (rows[i].references.empty()) continue;
    said += static_cast<double>(text::count_code_points(hypotheses[i].text));
    wanted += static_cast<double>(text::count_code_points(rows[i].references.front()));
  }
  const auto count = static_cast<double>(rows.size());
  evaluation.truncated_share /= count;
  evaluation.empty_share /= count;
  evaluation.mean_tokens /= count;
  evaluation.length_ratio = wanted > 0.0 ? said / wanted : 0.0;
}

std::string fingerprint_of(std::span<const data::Row> rows) {
  std::string text;
  for (const data::Row& row : rows) {
    text += row.source + '\n';
    for (const auto& reference : row.references) text += reference + '\t';
    text += '\n';
  }
  const data::Fingerprint print = data::fingerprint(text);
  return fmt::format("{:016x}{:016x}", print.high, print.low);
}

// Evenly spread over the rows, so equal rows give equal choices.
std::vector<Sample> choose_samples(std::span<const data::Row> rows,
                                   std::span<const Hypothesis> hypotheses,
                                   const std::vector<MetricResult>& metrics, size_t wanted) {
  const size_t count = std::min(wanted, rows.size());
  std::vector<std::unique_ptr<const metrics::Metric>> scorers;
  for (const MetricResult& metric : metrics) scorers.push_back(metric_of(metric));
  std::vector<Sample> samples;
  for (size_t n = 0; n < count; ++n) {
    const size_t i = n * rows.size() / count;
    const data::Row& row = rows[i];
    samples.push_back({row.id,
                       row.direction(),
                       row.source,
                       row.references,
                       hypotheses[i].text,
                       hypotheses[i].truncated,
                       {}});
    for (size_t m = 0; m < metrics.size(); ++m)
      if (!scorers[m]->info().whole_documents)
        samples.back().scores[metrics[m].key] = scorers[m]->score(metrics[m].statistics.row(i));
  }
  return samples;
}

}  // namespace

std::vector<Hypothesis> translate(episodes::Generator& generator, const rollouts::Player& player,
                                  std::span<const data::Row> rows, const EvaluationConfig& config,
                                  const ProgressCall& progress) {
  auto requests = requests_for(generator, player, rows, config);
  const auto conversation = rollouts::conversation(player, rows);
  for (episodes::GenerationRequest& request : requests) request.conversation = conversation.get();
  if (progress)
    for (episodes::GenerationRequest& request : requests)
      request.on_end = [&](const auto&) { progress(); };
  const auto replies = generator.generate(requests, config.sampling);
  std::vector<Candidates> candidates(rows.size());
  parallel_for(static_cast<int64_t>(rows.size()), [&](int64_t i) {
    candidates[i] = candidates_of(player, rows[i], requests[i], replies[i]);
  });
  const auto reranker = make_reranker("mbr:" + config.mbr_metric, [](std::string_view name) {
    return metrics::catalog().make(std::string(name));
  });
  const std::vector<size_t> best = reranker->choose(candidates);
  std::vector<Hypothesis> hypotheses;
  for (size_t i = 0; i < rows.size(); ++i) {
    const episodes::Completion& reply = replies[i][best[i]];
    hypotheses.push_back({std::move(candidates[i].texts[best[i]]),
                          reply.finish == episodes::FinishReason::kLength,
                          static_cast<int64_t>(reply.tokens.size())});
    if (conversation)
      hypotheses.back().calls =
          std::ssize(conversation->calls(static_cast<int64_t>(i), static_cast<int64_t>(best[i])));
  }
  return hypotheses;
}

Evaluation measure(std::span<const data::Row> rows, std::span<const Hypothesis> hypotheses,
                   const EvaluationConfig& config, const Witnesses& witnesses) {
  DRAGOMAN_CHECK(rows.size() == hypotheses.size(), "one hypothesis a row");
  if (rows.empty()) throw_input("there are no rows to evaluate on");
  std::vector<std::string> texts;
  for (const Hypothesis& hypothesis : hypotheses) texts.push_back(hypothesis.text);
  Evaluation evaluation;
  evaluation.rows = static_cast<int64_t>(rows.size());
  evaluation.rows_fingerprint = fingerprint_of(rows);
  evaluation.metrics = measure_metrics(corpus_of(rows), texts, config);
  for (const episodes::Evaluator* witness : witnesses)
    evaluation.metrics.push_back(measure_witness(*witness, rows, hypotheses));
  if (hypotheses.front().calls) evaluation.metrics.push_back(count_calls(hypotheses));
  count_replies(rows, hypotheses, evaluation);
  evaluation.breakdowns = breakdowns(rows, evaluation.metrics, config.length_groups);
  evaluation.samples =
      choose_samples(rows, hypotheses, evaluation.metrics, static_cast<size_t>(config.num_samples));
  return evaluation;
}

Evaluation Evaluate::operator()(episodes::Generator& generator, std::span<const data::Row> rows,
                                std::string system) const {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto hypotheses = translate(generator, player, rows, config, progress);
  const std::chrono::duration<double> seconds = Clock::now() - start;
  Evaluation evaluation = measure(rows, hypotheses, config, witnesses);
  evaluation.system = std::move(system);
  evaluation.seconds = seconds.count();
  evaluation.decoding = episodes::to_record(config.sampling);
  evaluation.decoding["seed"] = config.seed;
  if (config.num_return_sequences == 1) return evaluation;
  evaluation.decoding["num_return_sequences"] = config.num_return_sequences;
  evaluation.decoding["mbr_metric"] = config.mbr_metric;
  return evaluation;
}

}  // namespace dragoman::evaluation
