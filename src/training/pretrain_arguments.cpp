#include "training/pretrain_arguments.h"

#include <algorithm>
#include <numeric>

#include "base/nearest.h"
#include "training/documents.h"

namespace dragoman::training {

void PretrainDomain::validate(config::Problems& problems) const {
  const std::string unknown = unknown_place(document);
  if (!unknown.empty()) problems.add("document", "has " + unknown);
  if (name.empty() || name.find('/') != std::string::npos)
    problems.add("name", "must be a word without /");
  if (eval_data && !data) problems.add("eval_data", "is given without data");
}

void PretrainArguments::validate(config::Problems& problems) const {
  std::vector<std::string_view> names;
  for (const PretrainDomain& domain : domains) {
    if (std::find(names.begin(), names.end(), domain.name) != names.end())
      problems.add("domains", "has two domains named " + domain.name);
    names.emplace_back(domain.name);
  }
  for (size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].steps == 0 && i + 1 < phases.size())
      problems.add("phases", "has a phase without steps that is not the last");
    for (const auto& [name, weight] : phases[i].weights)
      if (std::find(names.begin(), names.end(), name) == names.end())
        problems.add("phases", "weighs a domain " + name + "; " + suggestion(name, names));
  }
  if (domains.empty() || !problems.empty()) return;
  for (const ResolvedPhase& phase : resolve_phases(*this, 1))
    if (std::accumulate(phase.weights.begin(), phase.weights.end(), 0.0) <= 0.0)
      problems.add("domains", "have no weight above 0 in one of the phases");
}

bool PretrainArguments::has_own_data() const {
  return !domains.empty() &&
         std::all_of(domains.begin(), domains.end(),
                     [](const PretrainDomain& domain) { return domain.data.has_value(); });
}

std::vector<ResolvedPhase> resolve_phases(const PretrainArguments& arguments, int64_t max_steps) {
  ResolvedPhase now;
  now.max_length = arguments.max_length;
  for (const PretrainDomain& domain : arguments.domains) now.weights.push_back(domain.weight);
  std::vector<ResolvedPhase> resolved;
  const std::vector<PretrainPhase> one(1);
  for (const PretrainPhase& phase : arguments.phases.empty() ? one : arguments.phases) {
    now.begin = now.end;
    now.end += phase.steps;
    now.max_length = phase.max_length.value_or(now.max_length);
    now.context = std::max(now.context, now.max_length);
    now.rope_theta = phase.rope_theta.value_or(now.rope_theta);
    now.min_length = phase.min_length.value_or(now.min_length);
    for (size_t d = 0; d < arguments.domains.size(); ++d)
      if (const auto found = phase.weights.find(arguments.domains[d].name);
          found != phase.weights.end())
        now.weights[d] = found->second;
    resolved.push_back(now);
  }
  resolved.back().end = std::max(resolved.back().end, max_steps);
  return resolved;
}

}  // namespace dragoman::training
