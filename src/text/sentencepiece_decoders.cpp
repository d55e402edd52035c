// The steps that undo sentencepiece's spelling: Metaspace, ByteFallback, Fuse, Replace, Strip.
#include "text/byte_tokens.h"
#include "text/decoder.h"
#include "text/metaspace.h"
#include "text/pattern.h"
#include "text/replace_all.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

// Spaces again; those of the first token are the ones that were put in front.
class MetaspaceDecoder final : public TokenDecoder {
 public:
  explicit MetaspaceDecoder(MetaspaceOptions options) : options_(std::move(options)) {}

  void apply(std::vector<std::string>& tokens) const override {
    bool first = options_.scheme != PrependScheme::kNever;
    for (std::string& token : tokens) {
      token = replace_all(token, options_.replacement, first ? "" : " ");
      first = false;
    }
  }

 private:
  MetaspaceOptions options_;
};

// Runs of byte tokens become text; a run that is not UTF-8 becomes one U+FFFD for each byte.
class ByteFallbackDecoder final : public TokenDecoder {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    std::vector<std::string> out;
    out.reserve(tokens.size());
    std::string run;
    for (std::string& token : tokens) {
      const int byte = byte_of_token(token);
      if (byte >= 0) {
        run.push_back(static_cast<char>(byte));
        continue;
      }
      flush(run, out);
      out.push_back(std::move(token));
    }
    flush(run, out);
    tokens = std::move(out);
  }

  std::optional<std::string> raw_bytes(std::string_view token) const override {
    const int byte = byte_of_token(token);
    if (byte < 0) return std::nullopt;
    return std::string(1, static_cast<char>(byte));
  }

 private:
  static void flush(std::string& run, std::vector<std::string>& out) {
    if (run.empty()) return;
    if (first_invalid_utf8(run)) {
      for (size_t i = 0; i < run.size(); ++i) append_utf8(out.emplace_back(), kReplacement);
    } else {
      out.push_back(run);
    }
    run.clear();
  }
};

class FuseDecoder final : public TokenDecoder {
 public:
  void apply(std::vector<std::string>& tokens) const override {
    std::string all;
    for (const std::string& token : tokens) all += token;
    tokens = {std::move(all)};
  }
};

class ReplaceDecoder final : public TokenDecoder {
 public:
  ReplaceDecoder(Regex pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) {
      std::string changed;
      if (replace_matches(pattern_, token, content_, changed)) token = std::move(changed);
    }
  }

 private:
  Regex pattern_;
  std::string content_;
};

// Takes one character off both ends of every token, up to a number of times.
class StripDecoder final : public TokenDecoder {
 public:
  StripDecoder(std::string content, int64_t start, int64_t stop)
      : content_(std::move(content)), start_(start), stop_(stop) {}

  void apply(std::vector<std::string>& tokens) const override {
    for (std::string& token : tokens) {
      std::string_view rest = token;
      for (int64_t i = 0; i < start_ && rest.starts_with(content_); ++i)
        rest.remove_prefix(content_.size());
      for (int64_t i = 0; i < stop_ && rest.ends_with(content_); ++i)
        rest.remove_suffix(content_.size());
      token = std::string(rest);
    }
  }

 private:
  std::string content_;
  int64_t start_;
  int64_t stop_;
};

}  // namespace

std::unique_ptr<TokenDecoder> make_metaspace_decoder(const JsonPlace& place) {
  return std::make_unique<MetaspaceDecoder>(read_metaspace(place));
}

std::unique_ptr<TokenDecoder> make_byte_fallback_decoder(const JsonPlace&) {
  return std::make_unique<ByteFallbackDecoder>();
}

std::unique_ptr<TokenDecoder> make_fuse_decoder(const JsonPlace&) {
  return std::make_unique<FuseDecoder>();
}

std::unique_ptr<TokenDecoder> make_replace_decoder(const JsonPlace& place) {
  return std::make_unique<ReplaceDecoder>(read_pattern(place), place.string("content"));
}

std::unique_ptr<TokenDecoder> make_strip_decoder(const JsonPlace& place) {
  std::string content = place.string("content");
  if (content.empty()) throw_input("{}: \"content\" must be one character", place.where());
  return std::make_unique<StripDecoder>(std::move(content), place.integer("start"),
                                        place.integer("stop"));
}

}  // namespace dragoman::text
