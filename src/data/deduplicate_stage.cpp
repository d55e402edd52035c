// Exact duplicates: the first of several rows stays.
#include <unordered_set>

#include "data/fingerprint.h"
#include "data/stage.h"

namespace dragoman::data {
namespace {

struct DeduplicateConfig {
  std::string on = "pair";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("on", on, "what has to be the same: the source, the first reference, or both",
          config::OneOf{{"source", "reference", "pair"}});
  }
};

// 16 bytes a row are kept, not its text.
class Deduplicate final : public Stage {
 public:
  explicit Deduplicate(DeduplicateConfig config) : config_(std::move(config)) {}

  bool apply(Row& row) override { return seen_.insert(key(row)).second; }

 private:
  Fingerprint key(const Row& row) const {
    const std::string_view reference =
        row.references.empty() ? std::string_view() : std::string_view(row.references.front());
    if (config_.on == "source") return fingerprint(row.source);
    if (config_.on == "reference") return fingerprint(reference);
    return fingerprint(row.source, reference);
  }

  DeduplicateConfig config_;
  std::unordered_set<Fingerprint, FingerprintHash> seen_;
};

}  // namespace

config::Entry<Stage> deduplicate() {
  return config::make_entry<Stage, Deduplicate, DeduplicateConfig>(
      "deduplicate", "Keeps the first of rows whose source, reference or pair is the same.");
}

}  // namespace dragoman::data
