#include <fmt/core.h>

#include <algorithm>

#include "training/kind.h"
#include "training/pretrain_step.h"

namespace dragoman::training {
namespace {

DomainTexts texts_of(const Workshop& workshop, size_t d) {
  const PretrainDomain& domain = workshop.recipe.pretrain.domains[d];
  const Materials& materials = workshop.materials;
  const DomainRows& own = materials.domains[d];
  const auto encoded = [&](const std::vector<data::Row>& rows) {
    return encode_documents(domain.chosen(rows), {domain.document, domain.rows_per_document},
                            materials.player());
  };
  DomainTexts texts{domain.name, encoded(domain.data ? own.train : materials.train),
                    encoded(domain.data ? own.dev : materials.dev)};
  workshop.say(fmt::format("{}: {} documents, {} tokens; {} documents, {} tokens held out",
                           domain.name, texts.train.count(), texts.train.tokens.size(),
                           texts.dev.count(), texts.dev.tokens.size()));
  return texts;
}

std::unique_ptr<Trainable> make(const Workshop& workshop) {
  const Recipe& recipe = workshop.recipe;
  std::vector<DomainTexts> domains;
  for (size_t d = 0; d < recipe.pretrain.domains.size(); ++d)
    domains.push_back(texts_of(workshop, d));
  return std::make_unique<PretrainTrainer>(
      recipe.trainer, recipe.pretrain,
      PretrainParts{std::move(domains), workshop.learner, workshop.comm}, workshop.rng());
}

void validate(const Recipe& recipe, config::Problems& problems) {
  const auto& domains = recipe.pretrain.domains;
  if (domains.empty())
    problems.add("pretrain", "names no domain: what is learned? one [[pretrain.domains]] each");
  const bool measured = std::any_of(domains.begin(), domains.end(), [](const auto& domain) {
    return !domain.data || domain.eval_data;
  });
  if (!domains.empty() && !measured)
    problems.add("pretrain", "has no domain with eval_data: the best checkpoint is chosen by it");
}

}  // namespace

Kind kind_pretrain() {
  return {"pretrain", "eval_loss", make, validate, {"eval_loss", "perplexity"}};
}

}  // namespace dragoman::training
