// Jinja as chat templates use it: ImmutableSandboxedEnvironment with trim_blocks, lstrip_blocks,
// loop controls, `generation` blocks and Hugging Face's tojson, raise_exception and strftime_now.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "templates/evaluator.h"
#include "templates/run.h"

namespace dragoman::templates {

struct Rendered {
  std::string text;
  std::vector<Generated> generated;  // of {% generation %} blocks, as transformers counts them
};

// Parsed once; any number of threads may render.
class Template {
 public:
  // What can't be parsed or is not supported is the user's error; `name` (a file) starts it.
  static Template parse(std::string_view source, const std::string& name);

  // `variables` is an object. `where` ("input: line 3") starts every message when it is not empty.
  Rendered render(const Json& variables, std::string_view where = "",
                  const Limits& limits = {}) const;

  // Whether there is a {% generation %} block.
  bool marks_generation() const;

 private:
  explicit Template(std::shared_ptr<const Syntax> syntax) : syntax_(std::move(syntax)) {}
  std::shared_ptr<const Syntax> syntax_;
};

// A JSON value as templates see it.
Value from_json(Run& run, const Json& json);

}  // namespace dragoman::templates
