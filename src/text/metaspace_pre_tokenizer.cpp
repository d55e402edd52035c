// sentencepiece's spaces: each becomes "▁", which starts the next piece. The text, or every piece,
// may get one in front.
#include <algorithm>

#include "text/metaspace.h"
#include "text/pre_tokenizer.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

class Metaspace final : public PreTokenizer {
 public:
  Metaspace(MetaspaceOptions options, bool split) : options_(std::move(options)), split_(split) {}

  void split(std::string_view text, Pieces& pieces) const override {
    if (text.empty()) return;
    const std::string_view changed = pieces.owned.emplace_back(change(text, pieces.start));
    if (!split_) {
      pieces.views.push_back(changed);
      return;
    }
    size_t begin = 0;
    while (begin < changed.size()) {
      const size_t end = std::min(changed.find(options_.replacement, begin + 1), changed.size());
      pieces.views.push_back(changed.substr(begin, end - begin));
      begin = end;
    }
  }

 private:
  std::string change(std::string_view text, const char* start) const {
    const bool prepend = options_.scheme == PrependScheme::kAlways ||
                         (options_.scheme == PrependScheme::kFirst && text.data() == start);
    std::string out;
    out.reserve(text.size() + text.size() / 2 + options_.replacement.size());
    if (prepend && text.front() != ' ' && !text.starts_with(options_.replacement))
      out += options_.replacement;
    for (const char c : text) {
      if (c == ' ') {
        out += options_.replacement;
      } else {
        out += c;
      }
    }
    return out;
  }

  MetaspaceOptions options_;
  bool split_;
};

}  // namespace

MetaspaceOptions read_metaspace(const JsonPlace& place) {
  MetaspaceOptions options{.replacement = place.string("replacement")};
  if (count_code_points(options.replacement) != 1)
    throw_input("{}: \"replacement\" must be one character", place.where());
  if (!place.has("prepend_scheme")) {
    const bool prepends = place.flag("add_prefix_space", true);
    options.scheme = prepends ? PrependScheme::kAlways : PrependScheme::kNever;
    return options;
  }
  const std::string scheme = place.string("prepend_scheme");
  if (scheme == "first") {
    options.scheme = PrependScheme::kFirst;
  } else if (scheme == "never") {
    options.scheme = PrependScheme::kNever;
  } else if (scheme != "always") {
    place.unsupported("the prepend_scheme " + scheme);
  }
  return options;
}

std::unique_ptr<PreTokenizer> make_metaspace(const JsonPlace& place) {
  return std::make_unique<Metaspace>(read_metaspace(place), place.flag("split", true));
}

}  // namespace dragoman::text
