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

std::vector<data::Row> PretrainDomain::chosen(std::vector<data::Row> rows) const {
  const auto is_among = [](const std::vector<std::string>& wanted, const std::string& has) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), has) != wanted.end();
  };
  std::erase_if(rows, [&](const data::Row& row) {
    return !is_among(target_languages, row.target_language) || !is_among(row_domains, row.domain);
  });
  return rows;
}

void PretrainArguments::validate(config::Problems& problems) const {
  if (eval_max_length == 1) problems.add("eval_max_length", "is 1; nothing is predicted then");
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
    now.context = std::max({now.context, now.max_length, arguments.eval_max_length});
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
