// The one-line description that makes a score reproducible: "nrefs:1|case:mixed|…|version:…".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dragoman::metrics {

// What is said of the metric itself, in order.
struct SignatureField {
  std::string key;
  std::string short_key;
  std::string value;
  bool of_several = false;  // said only where there is not one reference a sentence
};

// What is said of one evaluation; comes before the metric's own fields.
struct Evaluation {
  std::optional<int64_t> references = {};  // nullopt: the number varies between sentences
  std::optional<int64_t> bootstrap_samples = {};
  std::optional<int64_t> randomization_trials = {};
  std::optional<std::string> seed = {};
  std::optional<std::string> language_pair = {};
};

// The values are those of this version of the reference implementation, computed by this program.
inline constexpr std::string_view kSignatureVersion = "2.6.0-dragoman";

enum class SignatureStyle { kLong, kShort };

// All fields in printing order; the version comes last.
std::vector<SignatureField> signature_fields(const Evaluation& evaluation,
                                             const std::vector<SignatureField>& metric);
std::string format_signature(const std::vector<SignatureField>& fields, SignatureStyle style);

}  // namespace dragoman::metrics
