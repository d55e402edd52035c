// Normalizers that work on the text as a whole: Prepend, Replace, Strip, ByteLevel.
#include "text/byte_level.h"
#include "text/normalizer.h"
#include "text/pattern.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    if (text.empty()) return text;
    return storage.assign(prefix_).append(text);
  }

 private:
  std::string prefix_;
};

class Replace final : public Normalizer {
 public:
  Replace(Regex pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  std::string_view apply(std::string_view text, std::string& storage) const override {
    return replace_matches(pattern_, text, content_, storage) ? std::string_view(storage) : text;
  }

 private:
  Regex pattern_;
  std::string content_;
};

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  std::string_view apply(std::string_view text, std::string&) const override {
    size_t begin = 0;
    for (size_t next = 0; left_ && begin < text.size(); begin = next)
      if (!is_white_space(next_code_point(text, next))) break;
    size_t end = text.size();
    while (right_ && end > begin) {
      const size_t last = previous_code_point(text, end);
      size_t next = last;
      if (!is_white_space(next_code_point(text, next))) break;
      end = last;
    }
    return text.substr(begin, end - begin);
  }

 private:
  bool left_;
  bool right_;
};

class ByteLevel final : public Normalizer {
 public:
  std::string_view apply(std::string_view text, std::string& storage) const override {
    return storage = to_byte_characters(text);
  }
};

}  // namespace

std::unique_ptr<Normalizer> make_prepend(const JsonPlace& place) {
  return std::make_unique<Prepend>(place.string("prepend"));
}

std::unique_ptr<Normalizer> make_replace(const JsonPlace& place) {
  return std::make_unique<Replace>(read_pattern(place), place.string("content"));
}

std::unique_ptr<Normalizer> make_strip(const JsonPlace& place) {
  return std::make_unique<Strip>(place.flag("strip_left"), place.flag("strip_right"));
}

std::unique_ptr<Normalizer> make_byte_level_normalizer(const JsonPlace&) {
  return std::make_unique<ByteLevel>();
}

}  // namespace dragoman::text
