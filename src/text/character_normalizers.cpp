// Normalizers that look at one character at a time: BertNormalizer, Lowercase, StripAccents, Nmt.
#include "text/character_class.h"
#include "text/normalizer.h"
#include "text/old_normal_form.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

// Appends change(c, out) for each character, where change appends what becomes of it.
template <class Change>
std::string change_each(std::string_view text, Change change) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (size_t position = 0; position < text.size();) change(next_code_point(text, position), out);
  return out;
}

void append_lower(char32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
    return;
  }
  if (c == 0x130) {
    out += "i\u0307";
  } else {
    append_utf8(out, lower_character(c));
  }
}

template <void (*kChange)(char32_t, std::string&)>
class ByCharacter final : public Normalizer {
 public:
  std::string_view apply(std::string_view text, std::string& storage) const override {
    return storage = change_each(text, kChange);
  }
};

void append_unless_mark(char32_t c, std::string& out) {
  if (!is_mark(c)) append_utf8(out, c);
}

// What sentencepiece's nmt rules do without its normal form: controls go, odd spaces become one.
void append_nmt(char32_t c, std::string& out) {
  const bool gone = (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) ||
                    c == 0x7F || c == 0x8F || c == 0x9F;
  if (gone) return;
  const bool space = c == 0x09 || c == 0x0A || c == 0x0C || c == 0x0D || c == 0x1680 ||
                     (c >= 0x200B && c <= 0x200F) || c == 0x2028 || c == 0x2029 || c == 0x2581 ||
                     c == 0xFEFF || c == 0xFFFD;
  append_utf8(out, space ? U' ' : c);
}

class BertNormalizer final : public Normalizer {
 public:
  explicit BertNormalizer(const JsonPlace& place)
      : clean_(place.flag("clean_text", true)),
        part_ideographs_(place.flag("handle_chinese_chars", true)),
        lower_(place.flag("lowercase", true)),
        strip_accents_(place.flag("strip_accents", lower_)) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    storage = change_each(text, [this](char32_t c, std::string& out) { clean(c, out); });
    if (strip_accents_) {
      storage =
          change_each(normalize_old(storage, NormalForm::kNfd), [](char32_t c, std::string& out) {
            if (!is_nonspacing_mark(c)) append_utf8(out, c);
          });
    }
    if (lower_) storage = change_each(storage, append_lower);
    return storage;
  }

 private:
  void clean(char32_t c, std::string& out) const {
    if (clean_) {
      if (c == 0 || c == kReplacement || is_control(c)) return;
      if (is_white_space(c)) c = U' ';
    }
    const bool parted = part_ideographs_ && is_ideograph(c);
    if (parted) out += ' ';
    append_utf8(out, c);
    if (parted) out += ' ';
  }

  bool clean_;
  bool part_ideographs_;
  bool lower_;
  bool strip_accents_;
};

}  // namespace

std::unique_ptr<Normalizer> make_bert_normalizer(const JsonPlace& place) {
  return std::make_unique<BertNormalizer>(place);
}

std::unique_ptr<Normalizer> make_lowercase(const JsonPlace&) {
  return std::make_unique<ByCharacter<append_lower>>();
}

std::unique_ptr<Normalizer> make_strip_accents(const JsonPlace&) {
  return std::make_unique<ByCharacter<append_unless_mark>>();
}

std::unique_ptr<Normalizer> make_nmt(const JsonPlace&) {
  return std::make_unique<ByCharacter<append_nmt>>();
}

}  // namespace dragoman::text
