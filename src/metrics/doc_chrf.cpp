// chrF of whole documents: their sentences are joined, so that a translation may move text over the
// end of a sentence, and a word that belongs elsewhere in the document is not lost.
#include "metrics/catalog.h"
#include "metrics/chrf.h"

namespace dragoman::metrics {
namespace {

MetricInfo of_documents(MetricInfo info) {
  info.name = "d-" + info.name;
  info.whole_documents = true;
  return info;
}

class DocumentChrf final : public Metric {
 public:
  explicit DocumentChrf(const ChrfConfig& config)
      : Metric(of_documents(Chrf(config).info())), chrf_(config) {}

  void statistics(std::string_view hypothesis, const PreparedReference& reference,
                  std::span<double> out) const override {
    chrf_.statistics(hypothesis, reference, out);
  }
  double score(std::span<const double> sums, Arithmetic arithmetic) const override {
    return chrf_.score(sums, arithmetic);
  }
  bool stays_single(std::span<const double> sums) const override {
    return chrf_.stays_single(sums);
  }

 private:
  std::unique_ptr<const PreparedReference> prepare_checked(const Segment& segment) const override {
    return chrf_.prepare(segment);
  }

  Chrf chrf_;
};

}  // namespace

Entry doc_chrf() {
  return config::make_entry<Metric, DocumentChrf, ChrfConfig>(
      "doc-chrf", "chrF of whole documents, whose sentences may be divided otherwise.");
}

}  // namespace dragoman::metrics
