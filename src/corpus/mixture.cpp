#include "corpus/mixture.h"

#include <algorithm>
#include <set>

#include "config/recipe.h"

namespace dragoman::corpus {
namespace {

double weight_of(const MixtureSource& source, const MixturePhase& phase) {
  const auto own = phase.sources.find(source.name);
  return own == phase.sources.end() ? source.weight : own->second;
}

double weight_of_language(const std::string& language, const MixturePhase& phase) {
  if (phase.languages.empty()) return 1.0;
  const auto found = phase.languages.find(language);
  return found == phase.languages.end() ? 0.0 : found->second;
}

bool is_file_name(const std::string& name) {
  return !name.empty() && name.find_first_of("/\\ ") == name.npos && name.front() != '.';
}

}  // namespace

std::vector<double> Mixture::shares(const MixturePhase& phase) const {
  std::map<std::string, double> in_language;
  for (const auto& source : sources) in_language[source.language] += weight_of(source, phase);
  double languages = 0.0;
  for (const auto& [language, weight] : in_language)
    if (weight > 0.0) languages += weight_of_language(language, phase);
  std::vector<double> shares;
  for (const auto& source : sources) {
    const double weight = weight_of(source, phase);
    shares.push_back(weight == 0.0 ? 0.0
                                   : weight_of_language(source.language, phase) / languages *
                                         weight / in_language[source.language]);
  }
  return shares;
}

void Mixture::validate(config::Problems& problems) const {
  length.validate(problems);
  if (decontaminate && evaluation_sets.empty())
    problems.add("evaluation_sets",
                 "is empty: name the test sets that must stay out of the mixture, or say "
                 "decontaminate = false");
  std::set<std::string> names;
  std::set<std::string> languages;
  for (const auto& source : sources) {
    languages.insert(source.language);
    if (!names.insert(source.name).second)
      problems.add("sources", "has two of the name \"" + source.name + "\"");
  }
  std::set<std::string> phase_names;
  for (const auto& phase : phases) {
    if (!is_file_name(phase.name) || !phase_names.insert(phase.name).second)
      problems.add("phases",
                   "needs names of its own that can be file names, not \"" + phase.name + "\"");
    for (const auto& [language, weight] : phase.languages)
      if (!languages.contains(language) || weight < 0.0)
        problems.add("phases",
                     "names \"" + language + "\", a language of no source, or less than 0");
    for (const auto& [name, weight] : phase.sources)
      if (!names.contains(name) || weight < 0.0)
        problems.add("phases", "names \"" + name + "\", which is no source, or less than 0");
    const auto all = shares(phase);
    if (std::none_of(all.begin(), all.end(), [](double share) { return share > 0.0; }))
      problems.add("phases", "leaves nothing to take in \"" + phase.name + "\"");
  }
}

Mixture load_mixture(const Path& path) { return config::load<Mixture>(path); }

}  // namespace dragoman::corpus
