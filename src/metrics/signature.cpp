#include "metrics/signature.h"

#include <fmt/core.h>

namespace dragoman::metrics {

std::vector<SignatureField> signature_fields(const Evaluation& evaluation,
                                             const std::vector<SignatureField>& metric) {
  std::vector<SignatureField> fields;
  fields.push_back(
      {"nrefs", "#", evaluation.references ? fmt::format("{}", *evaluation.references) : "var"});
  const auto add_number = [&fields](const char* key, const std::optional<int64_t>& value) {
    if (value) fields.push_back({key, key, fmt::format("{}", *value)});
  };
  add_number("bs", evaluation.bootstrap_samples);
  add_number("ar", evaluation.randomization_trials);
  if (evaluation.seed) fields.push_back({"seed", "rs", *evaluation.seed});
  if (evaluation.language_pair) fields.push_back({"lang", "l", *evaluation.language_pair});
  for (const SignatureField& field : metric)
    if (!field.of_several || evaluation.references != 1) fields.push_back(field);
  fields.push_back({"version", "v", std::string(kSignatureVersion)});
  return fields;
}

std::string format_signature(const std::vector<SignatureField>& fields, SignatureStyle style) {
  std::string out;
  for (const SignatureField& field : fields) {
    if (!out.empty()) out += '|';
    out += style == SignatureStyle::kShort ? field.short_key : field.key;
    out += ':';
    out += field.value;
  }
  return out;
}

}  // namespace dragoman::metrics
