#include "text/language.h"

#include <unicode/locdspnm.h>
#include <unicode/locid.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

struct Tag {
  std::string language;
  std::string script;
  std::string region;

  std::string text() const {
    std::string out = language;
    if (!script.empty()) out += "-" + script;
    if (!region.empty()) out += "-" + region;
    return out;
  }
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool all(std::string_view text, bool (*test)(char)) {
  return std::all_of(text.begin(), text.end(), test);
}

std::string hyphenated(std::string_view code) {
  std::string tag(code);
  std::replace(tag.begin(), tag.end(), '_', '-');
  return tag;
}

// The parts of a well-formed code in canonical form; nothing for any other text, variants included.
std::optional<Tag> parse_tag(std::string_view code) {
  const std::string tag = hyphenated(code);
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(tag, status);
  locale.canonicalize(status);
  if (U_FAILURE(status) || locale.isBogus()) return std::nullopt;
  Tag found{locale.getLanguage(), locale.getScript(), locale.getCountry()};
  if (found.language.empty() || *locale.getVariant() != '\0') return std::nullopt;
  const auto subtags = static_cast<size_t>(1 + std::count(tag.begin(), tag.end(), '-'));
  const size_t kept = 1 + (found.script.empty() ? 0 : 1) + (found.region.empty() ? 0 : 1);
  if (subtags > kept) return std::nullopt;
  return found;
}

std::string usual_script(const std::string& language) {
  icu::Locale locale(language.c_str());
  UErrorCode status = U_ZERO_ERROR;
  locale.addLikelySubtags(status);
  return U_FAILURE(status) ? "" : locale.getScript();
}

std::string display_name(const Tag& tag) {
  const std::unique_ptr<icu::LocaleDisplayNames> names(
      icu::LocaleDisplayNames::createInstance(icu::Locale::getEnglish(), ULDN_DIALECT_NAMES));
  const icu::Locale locale(
      (tag.script.empty() ? tag.language : tag.language + "_" + tag.script).c_str(),
      tag.region.empty() ? nullptr : tag.region.c_str());
  icu::UnicodeString name;
  names->localeDisplayName(locale, name);
  std::string out;
  return name.toUTF8String(out);
}

bool known(const std::string& language) {
  icu::UnicodeString name;
  icu::Locale(language.c_str()).getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string out;
  return name.toUTF8String(out) != language;
}

// Whether `part` can follow a language after a hyphen: a script or a region.
bool continues_code(std::string_view part) {
  return (part.size() == 4 && all(part, is_letter)) || (part.size() == 2 && all(part, is_upper)) ||
         (part.size() == 3 && all(part, is_digit));
}

std::string joined(const std::vector<std::string_view>& parts, size_t begin, size_t end) {
  std::string out(parts[begin]);
  for (size_t i = begin + 1; i < end; ++i) out.append("-").append(parts[i]);
  return out;
}

}  // namespace

std::string normalize_language(std::string_view code) {
  std::optional<Tag> tag = parse_tag(code);
  if (!tag) return std::string(code);
  if (tag->script.empty() && tag->region.empty() && !known(tag->language)) return std::string(code);
  if (tag->script == usual_script(tag->language)) tag->script.clear();
  return tag->text();
}

std::string base_language(std::string_view code) {
  const std::optional<Tag> tag = parse_tag(code);
  return tag && known(tag->language) ? tag->language
                                     : std::string(code.substr(0, code.find_first_of("-_")));
}

std::string language_name(std::string_view code) {
  std::optional<Tag> tag = parse_tag(code);
  if (!tag || !known(tag->language)) return std::string(code);
  // Written Chinese is named by its script; elsewhere the usual script goes without saying.
  if (tag->script == usual_script(tag->language) && tag->language != "zh") tag->script.clear();
  return display_name(*tag);
}

Direction parse_direction(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, '-');
  std::vector<size_t> borders;
  for (size_t border = 1; border < parts.size(); ++border) {
    bool fits = true;
    for (size_t i = 1; i < parts.size(); ++i) fits &= i == border || continues_code(parts[i]);
    if (fits) borders.push_back(border);
  }
  const bool empty_part =
      std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); });
  if (borders.size() != 1 || empty_part)
    throw_input(
        "direction \"{}\" is not two language codes with a hyphen between (en-de, en-pt-BR)", text);
  return {normalize_language(joined(parts, 0, borders[0])),
          normalize_language(joined(parts, borders[0], parts.size()))};
}

}  // namespace dragoman::text
