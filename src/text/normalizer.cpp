#include "text/normalizer.h"

#include <functional>
#include <vector>

#include "text/builders.h"
#include "text/old_normal_form.h"

namespace dragoman::text {
namespace {

class UnicodeForm final : public Normalizer {
 public:
  explicit UnicodeForm(NormalForm form) : form_(form) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    if (is_normalized(text, form_)) return text;
    storage = normalize_old(text, form_);
    return storage;
  }

 private:
  NormalForm form_;
};

template <NormalForm kForm>
std::unique_ptr<Normalizer> make_form(const JsonPlace&) {
  return std::make_unique<UnicodeForm>(kForm);
}

class NormalizerSequence final : public Normalizer {
 public:
  explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> parts)
      : parts_(std::move(parts)) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    for (const auto& part : parts_) {
      std::string changed;
      const std::string_view result = part->apply(text, changed);
      const auto offset = static_cast<size_t>(result.data() - changed.data());
      const bool stored = std::less_equal<>()(changed.data(), result.data()) &&
                          std::less_equal<>()(result.data(), changed.data() + changed.size());
      if (stored) storage = std::move(changed);
      text = stored ? std::string_view(storage).substr(offset, result.size()) : result;
    }
    return text;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> parts_;
};

std::unique_ptr<Normalizer> make_normalizer_sequence(const JsonPlace& place) {
  std::vector<std::unique_ptr<Normalizer>> parts;
  for (const JsonPlace& item : place.items("normalizers")) parts.push_back(make_normalizer(item));
  return std::make_unique<NormalizerSequence>(std::move(parts));
}

constexpr Builder<Normalizer> kBuilders[] = {
    {"BertNormalizer", make_bert_normalizer},
    {"ByteLevel", make_byte_level_normalizer},
    {"Lowercase", make_lowercase},
    {"NFC", make_form<NormalForm::kNfc>},
    {"NFD", make_form<NormalForm::kNfd>},
    {"NFKC", make_form<NormalForm::kNfkc>},
    {"NFKD", make_form<NormalForm::kNfkd>},
    {"Nmt", make_nmt},
    {"Precompiled", make_precompiled},
    {"Prepend", make_prepend},
    {"Replace", make_replace},
    {"Sequence", make_normalizer_sequence},
    {"Strip", make_strip},
    {"StripAccents", make_strip_accents},
};

}  // namespace

std::unique_ptr<Normalizer> make_normalizer(const JsonPlace& place) {
  return build<Normalizer>(kBuilders, "normalizer", place);
}

}  // namespace dragoman::text
