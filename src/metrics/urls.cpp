// Whether web and mail addresses arrive. Marks at the end of an address are the sentence's.
#include "metrics/catalog.h"
#include "metrics/preservation.h"

namespace dragoman::metrics {
namespace {

class Urls final : public Preservation {
 public:
  Urls()
      : Preservation("urls",
                     matches_of(R"((?:(?:https?|ftp)://|www\.)[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]*)"
                                R"([A-Za-z0-9/_=&#%~\-])"
                                R"(|[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)")) {}
};

}  // namespace

Entry urls() {
  return config::make_entry<Metric, Urls>(
      "urls", "Share of web and mail addresses that source and translation have in common.");
}

}  // namespace dragoman::metrics
