// Whether markup arrives: the tags of XML and HTML, with their attributes.
#include "metrics/catalog.h"
#include "metrics/preservation.h"

namespace dragoman::metrics {
namespace {

class Tags final : public Preservation {
 public:
  Tags() : Preservation("tags", matches_of(R"(</?[A-Za-z][^<>]*>)")) {}
};

}  // namespace

Entry tags() {
  return config::make_entry<Metric, Tags>(
      "tags", "Share of XML and HTML tags that source and translation have in common.");
}

}  // namespace dragoman::metrics
