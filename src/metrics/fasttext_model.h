// A language identification model of fastText (Joulin et al., 2017), as lid.176 or GlotLID. The
// file is the user's.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/files.h"

namespace dragoman::metrics {

class FastTextModel {
 public:
  // A .bin or .ftz file; one that is missing, cut off or of another kind is the user's error.
  explicit FastTextModel(const Path& path);
  ~FastTextModel();

  // Languages as detector_code() writes them.
  bool knows(const std::string& language) const { return languages_.contains(language); }
  // The likeliest one; "" where its probability is below one half. Thread-safe.
  std::string language(std::string_view text) const;

 private:
  class Model;

  std::unique_ptr<const Model> model_;
  std::set<std::string> languages_;
};

}  // namespace dragoman::metrics
