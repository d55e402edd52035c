// Arithmetic for a policy that had better not do it in its head.
#include "text/arithmetic.h"
#include "tools/catalog.h"

namespace dragoman::tools {
namespace {

class Calculator final : public Tool {
 public:
  std::string description() const override {
    return "Calculates: numbers with + - * / ^ and parentheses.";
  }
  Json parameters() const override { return one_text("expression", "as in (2 + 3) * 4.5"); }

  Result call(const Json& arguments, const data::Row&) override {
    const text::Calculation done = text::calculate(arguments.at("expression").get<std::string>());
    return done.value.empty() ? Result::error(done.why) : Result{done.value};
  }
};

}  // namespace

Entry calculator() {
  return make_entry<Calculator>("calculator", "Exact sums, products, quotients and powers.");
}

}  // namespace dragoman::tools
