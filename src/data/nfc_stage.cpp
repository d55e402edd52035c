// Canonical composition: texts that look the same become the same bytes.
#include "data/stage.h"
#include "text/normalize.h"

namespace dragoman::data {
namespace {

struct NfcConfig {
  bool compatibility = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("compatibility", compatibility,
          "NFKC instead: ligatures, full-width forms and superscripts become plain too");
  }
};

class Nfc final : public Stage {
 public:
  explicit Nfc(NfcConfig config)
      : form_(config.compatibility ? text::NormalForm::kNfkc : text::NormalForm::kNfc) {}

  bool apply(Row& row) override {
    row.source = text::normalize(row.source, form_);
    for (auto& reference : row.references) reference = text::normalize(reference, form_);
    return true;
  }

 private:
  text::NormalForm form_;
};

}  // namespace

config::Entry<Stage> nfc() {
  return config::make_entry<Stage, Nfc, NfcConfig>("nfc", "Normalises to Unicode NFC.");
}

}  // namespace dragoman::data
