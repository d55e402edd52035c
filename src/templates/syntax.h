// A parsed template: statements that hold expressions. Immutable after parsing, so any number of
// threads may evaluate it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "templates/filters.h"
#include "templates/operators.h"
#include "templates/value.h"

namespace dragoman::templates {

enum class ExpressionKind {
  kConstant,    // constant
  kName,        // symbol
  kList,        // operands
  kTuple,       // operands
  kDict,        // operands: key, value, key, value …
  kNot,         // operand
  kAnd,         // left, right
  kOr,          // left, right
  kNegate,      // operand
  kPositive,    // operand
  kArithmetic,  // left, right; arithmetic
  kConcat,      // operands
  kCompare,     // first, then one operand for each of comparisons
  kChoice,      // value, condition, and the other value or null
  kItem,        // value, key
  kSlice,       // value, start, stop, step; null where left out
  kAttribute,   // value; name
  kCall,        // function; arguments
  kFilter,      // value, or null for the text of a block; name, filter, arguments
  kTest         // value; name, condition, arguments
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct ArgumentSyntax {
  std::vector<ExpressionPtr> positional;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
  ExpressionPtr all_positional;  // *expression
  ExpressionPtr all_named;       // **expression
};

// `in` and `not in` beside the six of operators.h.
struct ComparisonSyntax {
  std::optional<Comparison> how;  // nothing for `in`
  bool negated = false;           // `not in`
};

struct Expression {
  ExpressionKind kind = ExpressionKind::kConstant;
  int line = 1;
  int depth = 1;  // of the tree below
  std::vector<ExpressionPtr> operands;
  std::string name;
  int symbol = -1;
  Value constant;
  Arithmetic arithmetic = Arithmetic::kAdd;
  std::vector<ComparisonSyntax> comparisons;
  ArgumentSyntax arguments;
  Method filter = nullptr;        // null: unknown, an error when it is reached
  Condition condition = nullptr;  // likewise
};

// What is assigned to: a name, an attribute of a namespace, or several of them.
struct Target {
  int symbol = -1;
  std::string name;
  std::optional<std::string> attribute;
  bool tuple = false;
  std::vector<Target> parts;
};

enum class StatementKind {
  kText,         // text
  kOutput,       // expression
  kFor,          // targets[0] in expression, if test; body, otherwise
  kIf,           // branches, otherwise
  kSet,          // targets[0] = expression
  kSetBlock,     // targets[0] = body, through the filters of expression if there are any
  kMacro,        // macro
  kCallBlock,    // expression (a call), macro
  kFilterBlock,  // body through the filters of expression
  kWith,         // targets = values; body
  kGeneration,   // body
  kBreak,
  kContinue
};

struct Statement;
using Body = std::vector<Statement>;
struct Macro;

struct Branch {
  ExpressionPtr test;
  Body body;
};

struct Statement {
  StatementKind kind = StatementKind::kText;
  int line = 1;
  std::string text;
  ExpressionPtr expression;
  ExpressionPtr test;
  std::vector<Target> targets;
  std::vector<ExpressionPtr> values;
  std::vector<Branch> branches;
  Body body;
  Body otherwise;
  std::unique_ptr<Macro> macro;
  bool recursive = false;
  bool uses_loop = false;  // the body names `loop`
};

struct Parameter {
  int symbol = -1;
  std::string name;
  ExpressionPtr fallback;  // or null
};

// A macro, or the body of a call block.
struct Macro {
  std::string name;
  int symbol = -1;
  std::vector<Parameter> parameters;
  Body body;
  bool uses_varargs = false;
  bool uses_kwargs = false;
  bool uses_caller = false;
};

struct Syntax {
  std::string name;  // the template's file
  Body body;
  std::vector<std::string> symbols;              // names by number
  std::unordered_map<std::string, int> by_name;  // numbers by name
  std::vector<std::optional<Value>> globals;     // by number
  bool has_generation = false;

  int symbol(const std::string& symbol_name);
};

// What is wrong is the user's error, with file and line.
Syntax parse(std::string_view source, const std::string& name);

}  // namespace dragoman::templates
