#include "text/regular_expression.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "text/regular_classes.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();
constexpr size_t kMaxNodes = 100000;
constexpr int kMaxDepth = 200;

struct Expression {
  enum class Kind { kCharacter, kSequence, kChoice, kRepeat };
  Kind kind = Kind::kSequence;
  int32_t characters = 0;       // of kCharacter
  int64_t least = 0, most = 0;  // of kRepeat
  std::vector<Expression> parts = {};
};

class RegularParser {
 public:
  RegularParser(std::string_view pattern, std::string_view where) : cursor_(pattern, where) {}

  Expression parse() {
    cursor_.take("^");
    Expression all = choice(0);
    if (!cursor_.at_end()) cursor_.invalid(") without its (");
    return all;
  }

  std::vector<CharacterAutomaton> take_sets() { return std::move(sets_); }
  const RegularCursor& cursor() const { return cursor_; }

 private:
  Expression choice(int depth) {
    if (depth > kMaxDepth) cursor_.unsupported("groups in more than 200 groups");
    Expression all{Expression::Kind::kChoice};
    do all.parts.push_back(sequence(depth));
    while (cursor_.take("|"));
    return all.parts.size() == 1 ? std::move(all.parts.front()) : all;
  }

  Expression sequence(int depth) {
    Expression all{Expression::Kind::kSequence};
    while (!cursor_.at_end() && !cursor_.at("|") && !cursor_.at(")")) {
      if (cursor_.rest() == "$") {
        cursor_.take("$");
        break;
      }
      all.parts.push_back(quantified(atom(depth)));
    }
    return all;
  }

  Expression atom(int depth) {
    for (const char* repeat : {"*", "+", "?"})
      if (cursor_.at(repeat)) cursor_.invalid("nothing stands before the quantifier");
    if (cursor_.at("^")) cursor_.unsupported("^ that is not first");
    if (cursor_.at("$")) cursor_.unsupported("$ that is not last");
    if (cursor_.take("(")) return group(depth);
    if (cursor_.take("[")) return characters(read_class(cursor_));
    if (cursor_.take("\\")) return characters(read_escape(cursor_));
    if (cursor_.take(".")) return characters(icu::UnicodeSet('\n', '\n').complement());
    const auto c = static_cast<UChar32>(cursor_.take_character());
    return characters({c, c});
  }

  Expression group(int depth) {
    if (cursor_.take("?") && !cursor_.take(":")) {
      const bool named = cursor_.take("P<") || (cursor_.at("<") && !cursor_.at("<=") &&
                                                !cursor_.at("<!") && cursor_.take("<"));
      if (!named) cursor_.unsupported("(?" + std::string(cursor_.rest().substr(0, 1)));
      while (!cursor_.at_end() && !cursor_.take(">")) cursor_.take_character();
    }
    Expression inside = choice(depth + 1);
    if (!cursor_.take(")")) cursor_.invalid("( is not closed");
    return inside;
  }

  Expression quantified(Expression one) {
    int64_t least = 0, most = kUnbounded;
    if (cursor_.take("+")) {
      least = 1;
    } else if (cursor_.take("?")) {
      most = 1;
    } else if (!cursor_.take("*") && !take_counts(least, most)) {
      return one;
    }
    if (cursor_.at("+")) cursor_.unsupported("a possessive quantifier");
    cursor_.take("?");  // lazy: the same texts
    for (const char* repeat : {"*", "+", "?"})
      if (cursor_.at(repeat)) cursor_.invalid("a quantifier follows a quantifier");
    if (int64_t low = 0, high = 0; take_counts(low, high))
      cursor_.invalid("a quantifier follows a quantifier");
    Expression all{Expression::Kind::kRepeat, 0, least, most};
    all.parts.push_back(std::move(one));
    return all;
  }

  // {n}, {n,}, {,m}, {n,m}; anything else in braces is text.
  bool take_counts(int64_t& least, int64_t& most) {
    RegularCursor ahead = cursor_;
    if (!ahead.take("{") || ahead.at("}") || ahead.at(",}")) return false;
    least = take_number(ahead).value_or(0);
    const bool comma = ahead.take(",");
    most = comma ? take_number(ahead).value_or(kUnbounded) : least;
    if (!ahead.take("}")) {
      least = 0, most = kUnbounded;
      return false;
    }
    if (least > most) cursor_.invalid("a quantifier's first number is above its second");
    cursor_ = ahead;
    return true;
  }

  static std::optional<int64_t> take_number(RegularCursor& cursor) {
    const std::string_view rest = cursor.rest();
    const std::string_view digits = rest.substr(0, rest.find_first_not_of("0123456789"));
    if (digits.empty()) return std::nullopt;
    if (digits.size() > 6) cursor.unsupported("so large a count");
    cursor.take(digits);
    return std::stoll(std::string(digits));
  }

  // Equal sets stand once.
  Expression characters(const icu::UnicodeSet& set) {
    icu::UnicodeString key;
    set.toPattern(key, /*escapeUnprintable=*/true);
    std::string name;
    key.toUTF8String(name);
    auto [found, fresh] = known_.try_emplace(name, static_cast<int32_t>(sets_.size()));
    if (fresh) sets_.emplace_back(set);
    if (sets_[found->second].empty()) cursor_.unsupported("a class without a character");
    return {Expression::Kind::kCharacter, found->second};
  }

  RegularCursor cursor_;
  std::map<std::string, int32_t> known_;
  std::vector<CharacterAutomaton> sets_;
};

// From the end to the beginning: each part is built in front of what follows it.
class RegularCompiler {
 public:
  RegularCompiler(RegularProgram& program, const RegularCursor& cursor)
      : nodes_(program.nodes), cursor_(cursor) {}

  int32_t compile(const Expression& one, int32_t next) {
    switch (one.kind) {
      case Expression::Kind::kCharacter:
        return add({RegularProgram::Kind::kCharacter, next, 0, one.characters});
      case Expression::Kind::kSequence:
        for (size_t i = one.parts.size(); i-- > 0;) next = compile(one.parts[i], next);
        return next;
      case Expression::Kind::kChoice: {
        int32_t start = compile(one.parts.back(), next);
        for (size_t i = one.parts.size() - 1; i-- > 0;)
          start = either(compile(one.parts[i], next), start);
        return start;
      }
      case Expression::Kind::kRepeat: return repeat(one, next);
    }
    return next;
  }

  int32_t add(const RegularProgram::Node& node) {
    if (nodes_.size() == kMaxNodes) cursor_.unsupported("more than 100000 parts");
    nodes_.push_back(node);
    return static_cast<int32_t>(nodes_.size() - 1);
  }

 private:
  int32_t either(int32_t one, int32_t other) {
    return add({RegularProgram::Kind::kEither, one, other, 0});
  }

  int32_t repeat(const Expression& all, int32_t next) {
    const Expression& one = all.parts.front();
    int32_t start = next;
    if (all.most == kUnbounded) {
      start = either(next, next);
      const int32_t loop = start, body = compile(one, loop);
      nodes_[loop].next = body;
    } else {
      for (int64_t i = all.least; i < all.most; ++i) start = either(compile(one, start), next);
    }
    for (int64_t i = 0; i < all.least; ++i) {
      const int32_t before = std::exchange(start, compile(one, start));
      if (start == before) break;  // nothing, as often as one likes
    }
    return start;
  }

  std::vector<RegularProgram::Node>& nodes_;
  const RegularCursor& cursor_;
};

}  // namespace

RegularProgram parse_regular_expression(std::string_view pattern, std::string_view where) {
  require_utf8(pattern, where);
  RegularParser parser(pattern, where);
  const Expression all = parser.parse();
  RegularProgram program;
  program.sets = parser.take_sets();
  RegularCompiler compiler(program, parser.cursor());
  const int32_t match = compiler.add({});
  program.start = compiler.compile(all, match);
  return program;
}

std::string quoted_expression(std::string_view text) {
  constexpr std::string_view kSpecial = "\\^$.[]|()?*+{}&-";
  std::string quoted;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted;
}

}  // namespace dragoman::text
