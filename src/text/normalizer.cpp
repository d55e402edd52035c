#include "text/normalizer.h"

#include <vector>

#include "text/normalize.h"

namespace dragoman::text {
namespace {

class UnicodeForm final : public Normalizer {
 public:
  explicit UnicodeForm(NormalForm form) : form_(form) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    if (is_normalized(text, form_)) return text;
    storage = normalize(text, form_);
    return storage;
  }

 private:
  NormalForm form_;
};

class NormalizerSequence final : public Normalizer {
 public:
  explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> parts)
      : parts_(std::move(parts)) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    for (const auto& part : parts_) {
      std::string changed;
      const std::string_view result = part->apply(text, changed);
      if (result.data() != changed.data()) continue;
      storage = std::move(changed);
      text = storage;
    }
    return text;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> parts_;
};

}  // namespace

std::unique_ptr<Normalizer> make_normalizer(const JsonPlace& place) {
  const std::string type = place.type();
  if (type == "NFC") return std::make_unique<UnicodeForm>(NormalForm::kNfc);
  if (type == "NFD") return std::make_unique<UnicodeForm>(NormalForm::kNfd);
  if (type == "NFKC") return std::make_unique<UnicodeForm>(NormalForm::kNfkc);
  if (type == "NFKD") return std::make_unique<UnicodeForm>(NormalForm::kNfkd);
  if (type != "Sequence") place.unsupported("the normalizer " + type);
  std::vector<std::unique_ptr<Normalizer>> parts;
  for (const JsonPlace& item : place.items("normalizers")) parts.push_back(make_normalizer(item));
  return std::make_unique<NormalizerSequence>(std::move(parts));
}

}  // namespace dragoman::text
