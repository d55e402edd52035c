#include "metrics/language_detector.h"

#include <cstdio>  // the detector's header forgets it

#include <cld2/public/compact_lang_det.h>

#include <map>

#include "text/language.h"
#include "text/utf8.h"

namespace dragoman::metrics {

std::string detector_code(std::string_view language) {
  static const std::map<std::string, std::string, std::less<>> kSame = {
      {"nb", "no"}, {"nn", "no"},  {"iw", "he"}, {"in", "id"}, {"ms", "id"},
      {"jw", "jv"}, {"tl", "fil"}, {"bs", "hr"}, {"sr", "hr"}, {"mo", "ro"}};
  const std::string primary = text::base_language(language);
  const auto found = kSame.find(primary);
  return found == kSame.end() ? primary : found->second;
}

bool detector_knows(std::string_view language) {
  static const std::map<std::string, std::string, std::less<>> kItsNames = {
      {"he", "iw"}, {"jv", "jw"}, {"fil", "tl"}};
  std::string name = detector_code(language);
  if (const auto found = kItsNames.find(name); found != kItsNames.end()) name = found->second;
  return CLD2::GetLanguageFromName(name.c_str()) != CLD2::UNKNOWN_LANGUAGE;
}

LanguageGuess guess_language(std::string_view text) {
  const std::string clean = text::repair_utf8(text);
  CLD2::Language languages[3];
  int percents[3];
  int bytes = 0;
  bool reliable = false;
  const CLD2::Language found = CLD2::ExtDetectLanguageSummary(
      clean.data(), static_cast<int>(clean.size()), true, languages, percents, &bytes, &reliable);
  if (!reliable || found == CLD2::UNKNOWN_LANGUAGE) return {};
  double share = 0.0;
  for (int i = 0; i < 3; ++i)
    if (languages[i] == found) share = percents[i] / 100.0;
  return {detector_code(CLD2::LanguageCode(found)), share};
}

std::string detect_language(std::string_view text) { return guess_language(text).language; }

}  // namespace dragoman::metrics
