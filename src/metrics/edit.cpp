// The edit distance as a metric: edits per hundred characters (or words), pooled over the corpus.
#include "metrics/catalog.h"
#include "metrics/edit_distance.h"

namespace dragoman::metrics {
namespace {

struct PreparedEdit final : PreparedReference {
  std::vector<std::string> references;
};

// Statistics: edits and length, against the reference where their quotient is smallest.
class Edit final : public Metric {
 public:
  explicit Edit(EditConfig config)
      : Metric({.name = "edit",
                .statistics = 2,
                .higher_is_better = false,
                .signature = {{"case", "c", config.lowercase ? "lc" : "mixed"},
                              {"unit", "u", config.unit},
                              {"length", "l", config.normalizer}}}),
        config_(std::move(config)) {}

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override {
    const auto& references = static_cast<const PreparedEdit&>(reference).references;
    EditDistance best = edit_distance(hypothesis, references.front(), config_);
    for (size_t i = 1; i < references.size(); ++i) {
      const EditDistance other = edit_distance(hypothesis, references[i], config_);
      if (other.normalized() < best.normalized()) best = other;
    }
    out[0] = static_cast<double>(best.edits);
    out[1] = static_cast<double>(best.length);
  }

  double score(std::span<const double> sums, Arithmetic) const override {
    return sums[1] == 0 ? 0.0 : 100.0 * sums[0] / sums[1];
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override {
    auto prepared = std::make_unique<PreparedEdit>();
    prepared->references.assign(segment.references.begin(), segment.references.end());
    return prepared;
  }

  EditConfig config_;
};

}  // namespace

Entry edit() {
  return config::make_entry<Metric, Edit, EditConfig>(
      "edit", "Edit distance per hundred characters or words; lower is better.");
}

}  // namespace dragoman::metrics
