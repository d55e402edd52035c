// A language identification model of fastText (Joulin et al., 2017), as lid.176 or GlotLID. The
// file is the user's.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/files.h"
#include "metrics/language_detector.h"

namespace dragoman::metrics {

class FastTextModel {
 public:
  // A .bin or .ftz file; one that is missing, cut off or of another kind is the user's error.
  explicit FastTextModel(const Path& path);
  ~FastTextModel();

  // Languages as detector_code() writes them.
  bool knows(const std::string& language) const { return languages_.contains(language); }
  // The likeliest one with its probability; none where that is below one half. Thread-safe.
  LanguageGuess guess(std::string_view text) const;
  std::string language(std::string_view text) const { return guess(text).language; }

 private:
  class Model;

  std::unique_ptr<const Model> model_;
  std::set<std::string> languages_;
};

}  // namespace dragoman::metrics
