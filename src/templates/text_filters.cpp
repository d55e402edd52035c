// Filters that make text of a value.
#include <array>

#include "templates/filters.h"
#include "templates/formatting.h"
#include "templates/iterate.h"
#include "templates/operators.h"
#include "templates/printing.h"
#include "templates/subscripts.h"
#include "templates/unicode_text.h"
#include "text/normalize.h"
#include "text/utf8.h"

namespace dragoman::templates {
namespace {

// A changed text stays markup when it was.
Value alike(Run& run, const Value& before, std::string text) {
  return before.is_markup() ? run.markup(std::move(text)) : run.text(std::move(text));
}

template <std::string (*change)(std::string_view)>
Value changed(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "this filter", arguments, {});
  return alike(run, self, change(to_text(run, self)));
}

// Jinja's title(): words begin after blanks, hyphens and opening brackets.
std::string title_words(std::string_view text) {
  std::string out;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const char32_t c = text::next_code_point(text, at);
    const std::string_view one = text.substr(begin, at - begin);
    const bool separator = text::is_python_space(c) ||
                           std::u32string_view(U"-({[<").find(c) != std::u32string_view::npos;
    out += inside ? text::lower(one) : text::upper(one);
    inside = !separator;
  }
  return out;
}

Value trim(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "trim", arguments, {"chars"});
  std::optional<std::string> characters;
  if (bound.has(0) && !bound[0].is_none()) {
    if (!bound[0].is_string()) run.fail("trim needs a string, not a {}", type_name(bound[0]));
    characters = bound[0].string();
  }
  const std::string text = to_text(run, self);
  if (characters) run.charge(static_cast<int64_t>(text.size() * characters->size() / 8));
  return alike(run, self, std::string(strip(text, characters, {})));
}

Value replace_filter(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "replace", arguments, {"old", "new", "count"}, 2);
  const int64_t limit = bound.has(2) && bound[2].is_none() ? -1 : bound.integer(run, 2, -1);
  return replaced(run, to_text(run, self), {to_text(run, bound[0]), to_text(run, bound[1]), limit});
}

Value string_filter(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "string", arguments, {});
  return self.is_string() ? self : run.text(to_text(run, self));
}

Value safe(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "safe", arguments, {});
  return run.markup(to_text(run, self));
}

Value escape(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "escape", arguments, {});
  return self.is_markup() ? self : run.markup(escape_html(to_text(run, self)));
}

JsonStyle json_style(Run& run, const Bound& bound) {
  JsonStyle style;
  style.ensure_ascii = bound.flag(run, 0, false);
  style.sort_keys = bound.flag(run, 3, false);
  if (bound.has(1) && !bound[1].is_none()) {
    style.multiline = true;
    style.item_separator.pop_back();  // the blank
    if (bound[1].is_string()) {
      style.indent = bound[1].string();
    } else {
      const int64_t width = std::max<int64_t>(bound.integer(run, 1, 0), 0);
      run.charge(width);
      style.indent = std::string(static_cast<size_t>(width), ' ');
    }
  }
  if (bound.has(2) && !bound[2].is_none()) {
    const Items pair = collect(run, bound[2]);
    if (pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
      run.fail("the separators of tojson are two strings");
    style.item_separator = pair[0].string();
    style.key_separator = pair[1].string();
  }
  return style;
}

Value tojson(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "tojson", arguments,
                    {"ensure_ascii", "indent", "separators", "sort_keys"});
  return run.text(to_json(run, self, json_style(run, bound)));
}

Value indent(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "indent", arguments, {"width", "first", "blank"});
  if (self.is_undefined()) run.fail_with(self.message());
  if (!self.is_string()) run.fail("indent needs a string, not a {}", type_name(self));
  std::string blanks;
  if (bound.has(0) && bound[0].is_string()) {
    blanks = bound[0].string();
  } else {
    const int64_t width = std::max<int64_t>(bound.integer(run, 0, 4), 0);
    run.charge(width);
    blanks = std::string(static_cast<size_t>(width), ' ');
  }
  const bool all = bound.flag(run, 2, false);
  const std::string ended = self.string() + "\n";
  std::string out;
  if (bound.flag(run, 1, false)) out = blanks;
  bool first = true;
  for (const std::string_view line : split_lines(ended, false)) {
    run.charge(static_cast<int64_t>(line.size() + blanks.size()));
    if (!first) out += '\n';
    if (!first && (all || !line.empty())) out += blanks;
    first = false;
    out += line;
  }
  return alike(run, self, std::move(out));
}

Value join(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "join", arguments, {"d", "attribute"});
  std::string separator;
  if (bound.has(0)) append_text(run, bound[0], separator);
  const bool by_attribute = bound.has(1) && !bound[1].is_none();
  const auto iterator = iterate(run, self);
  std::string out;
  bool first = true;
  for (Value item; iterator->next(run, item);) {
    run.charge(static_cast<int64_t>(separator.size()));
    if (!first) out += separator;
    first = false;
    append_text(run, by_attribute ? get_path(run, item, bound[1]) : item, out);
  }
  return run.text(std::move(out));
}

Value center(Run& run, const Value& self, const Arguments& arguments) {
  const Bound bound(run, "center", arguments, {"width"});
  const Value text = run.text(to_text(run, self));
  return string_method("center")(run, text, {{Value(bound.integer(run, 0, 80))}, {}});
}

Value format(Run& run, const Value& self, const Arguments& arguments) {
  if (!arguments.positional.empty() && !arguments.named.empty())
    run.fail("format takes values by position or by name, not both");
  const Value text = run.text(to_text(run, self));
  if (arguments.named.empty()) return format_percent(run, text, run.tuple(arguments.positional));
  auto values = std::make_shared<Dict>();
  for (const auto& [name, value] : arguments.named) values->set(run, run.text(name), value);
  return format_percent(run, text, Value(std::shared_ptr<const Dict>(std::move(values))));
}

constexpr std::array kFilters{
    Filter{"capitalize", &changed<capitalize>},
    Filter{"center", &center},
    Filter{"e", &escape},
    Filter{"escape", &escape},
    Filter{"format", &format},
    Filter{"indent", &indent},
    Filter{"join", &join},
    Filter{"lower", &changed<text::lower>},
    Filter{"replace", &replace_filter},
    Filter{"safe", &safe},
    Filter{"string", &string_filter},
    Filter{"title", &changed<title_words>},
    Filter{"tojson", &tojson},
    Filter{"trim", &trim},
    Filter{"upper", &changed<text::upper>},
};

}  // namespace

std::span<const Filter> text_filters() { return kFilters; }

}  // namespace dragoman::templates
