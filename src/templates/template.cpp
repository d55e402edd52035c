#include "templates/template.h"

#include "templates/syntax.h"

namespace dragoman::templates {
namespace {

Value convert(Run& run, const Json& json, int depth) {
  run.check_depth(depth);
  switch (json.type()) {
    case Json::value_t::boolean: return Value(json.get<bool>());
    case Json::value_t::number_integer: return Value(json.get<int64_t>());
    case Json::value_t::number_unsigned: {
      const auto number = json.get<uint64_t>();
      if (number > static_cast<uint64_t>(INT64_MAX)) run.fail("the number {} does not fit", number);
      return Value(static_cast<int64_t>(number));
    }
    case Json::value_t::number_float: return Value(json.get<double>());
    case Json::value_t::string: return run.text(json.get_ref<const std::string&>());
    case Json::value_t::array: {
      Items items;
      items.reserve(json.size());
      for (const Json& item : json) items.push_back(convert(run, item, depth + 1));
      return run.list(std::move(items));
    }
    case Json::value_t::object: {
      Dict dict;
      for (const auto& [key, value] : json.items())
        dict.set(run, run.text(key), convert(run, value, depth + 1));
      return Value(std::make_shared<const Dict>(std::move(dict)));
    }
    default: return Value();
  }
}

}  // namespace

Value from_json(Run& run, const Json& json) { return convert(run, json, 0); }

Template Template::parse(std::string_view source, const std::string& name) {
  return Template(std::make_shared<const Syntax>(templates::parse(source, name)));
}

Rendered Template::render(const Json& variables, std::string_view where,
                          const Limits& limits) const {
  Run run(syntax_->name, std::string(where), limits);
  Evaluator evaluator(*syntax_, run);
  for (const auto& [name, value] : variables.items()) evaluator.set(name, from_json(run, value));
  Rendered rendered;
  rendered.text = evaluator.render();
  rendered.generated = std::move(evaluator.generated());
  return rendered;
}

bool Template::marks_generation() const { return syntax_->has_generation; }

}  // namespace dragoman::templates
