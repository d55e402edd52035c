// Prompts with places to fill: "Translate into {target_language}: {source}".
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dragoman::tasks {

// Parsed once, filled often. A place is a known name in braces. "{{" and "}}" stand for single
// braces; braces around anything but a name ("{}", "{ x }") are themselves.
class PromptTemplate {
 public:
  // A name that is not in `known` is the user's error and names the nearest; `what` starts it.
  PromptTemplate(std::string_view text, std::span<const std::string_view> known,
                 std::string_view what);

  std::string fill(const std::map<std::string_view, std::string_view>& values) const;
  bool uses(std::string_view name) const;

  // The first name in braces that is not in `known`; "" when all are.
  static std::string first_unknown(std::string_view text, std::span<const std::string_view> known);

 private:
  struct Piece {
    bool place = false;
    std::string text;  // of a place its name
  };
  static std::vector<Piece> split(std::string_view text);

  std::vector<Piece> pieces_;
};

}  // namespace dragoman::tasks
