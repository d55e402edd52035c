// The visitor that fills a struct from a parsed section. It never stops at a mistake: all of them
// go to Problems, and a field that is wrong keeps its default.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/fields.h"
#include "config/problems.h"
#include "config/section.h"

namespace dragoman::config {

// One field on its way in: what was written, its full name, what is allowed.
struct Given {
  const Value& value;
  std::string path;  // "rl.steps", "rewards.0.weight"
  const Rules& rules;
  Problems& problems;
};

// Scalars: true when `out` was set; otherwise the problem has been recorded.
bool read_scalar(const Given& given, bool& out);
bool read_scalar(const Given& given, int64_t& out);
bool read_scalar(const Given& given, double& out);
bool read_scalar(const Given& given, std::string& out);
bool read_scalar(const Given& given, Path& out);

// The items of a list; a bare override ("--betas=0.9,0.99") counts as one. nullopt: not a list.
std::optional<List> list_items(const Given& given);

// Records "`path` is …, must be `wanted`".
void wrong_type(const Given& given, std::string_view wanted);

class Reader {
 public:
  // `path` is the section's full name, "" at the root. All three must outlive the reader.
  Reader(const Value& section, std::string path, Problems& problems);

  template <class T, class... Constraints>
  requires(!kIsPart<T>) void operator()(const char* name, T& value, const char* /*help*/,
                                        const Constraints&... constraints) {
    const Rules rules = rules_of(constraints...);
    if (const Value* given = take(name, rules.required)) {
      read({*given, full(name), rules, problems_}, value);
    } else if constexpr (Struct<T>) {
      read_absent(name, value);
    }
  }

  // The key `name` chooses the entry; the entry's own options are further keys of this section.
  template <class Product, class... Context>
  void operator()(const char* name, Part<Product, Context...>& part, const char* /*help*/,
                  const Catalog<Product, Context...>& catalog) {
    const std::string chosen = choose(name, part.name(), catalog.names());
    if (chosen.empty()) return;
    const auto& entry = catalog.at(chosen);
    const bool preset = part.options() != nullptr && chosen == part.name();
    auto options = preset ? part.options()->copy() : entry.options();
    options->read(*this);
    part = Part<Product, Context...>(entry, std::move(options));
  }

  // Reads all fields of a struct that is this section, or shares it; then its `validate`.
  template <Struct T>
  void fields(T& value) {
    const size_t before = problems_.size();
    value.fields(*this);
    if constexpr (Validated<T>) {
      if (problems_.size() != before) return;
      const Problems::Scope scope(problems_, section_, path_);
      value.validate(problems_);
    }
  }

  // Records the keys that no field asked for. Call last.
  void finish();

 private:
  template <class T>
  static void read(const Given& given, T& value);

  template <Struct T>
  void read_absent(const char* name, T& value);

  const Value* take(const char* name, bool required);
  // The entry's name, known to be in `names`; "" when there is none (recorded).
  std::string choose(const char* name, const std::string& preset,
                     const std::vector<std::string_view>& names);
  std::string full(std::string_view name) const;

  const Value& section_;
  std::string path_;
  Problems& problems_;
  std::vector<std::string_view> known_;
  bool incomplete_ = false;  // an unknown entry: its options cannot be told from typos
};

template <Struct T>
void read_section(const Given& given, T& value) {
  if (!given.value.is_table()) return wrong_type(given, "a section");
  Reader reader(given.value, given.path, given.problems);
  reader.fields(value);
  reader.finish();
}

template <Scalar T>
void read_table(const Given& given, std::map<std::string, T>& out) {
  const auto* table = std::get_if<Table>(&given.value.data);
  if (table == nullptr) return wrong_type(given, "a section");
  out.clear();
  for (const Member& member : *table) {
    read_scalar({member.value, given.path + "." + member.key, given.rules, given.problems},
                out[member.key]);
  }
}

bool is_none(const Value& value);  // JSON's null, or the word "none"

template <class T>
void Reader::read(const Given& given, T& value) {
  if constexpr (Scalar<T>) {
    read_scalar(given, value);
  } else if constexpr (Struct<T>) {
    read_section(given, value);
  } else if constexpr (kIsMap<T>) {
    read_table(given, value);
  } else if constexpr (kIsOptional<T>) {
    value.reset();
    if (!is_none(given.value)) read(given, value.emplace());
  } else {
    static_assert(kIsVector<T>, "no option can have this type (config/fields.h)");
    const std::optional<List> items = list_items(given);
    if (!items) return wrong_type(given, "a list");
    value.clear();
    for (const Value& item : *items) {
      typename T::value_type element{};
      read({item, given.path + "." + std::to_string(value.size()), given.rules, given.problems},
           element);
      value.push_back(std::move(element));
    }
  }
}

template <Struct T>
void Reader::read_absent(const char* name, T& value) {
  Value nothing;
  nothing.data = Table{};
  nothing.place = section_.place;
  const Rules rules;
  read_section({nothing, full(name), rules, problems_}, value);
}

// Reads `value` from a whole tree; mistakes are added to `problems`.
template <Struct T>
void read_into(const Value& root, T& value, Problems& problems) {
  const Rules rules;
  read_section({root, "", rules, problems}, value);
}

// The struct that a tree describes; all mistakes are thrown as one Error.
template <Struct T>
T read(const Value& root) {
  T value;
  Problems problems;
  read_into(root, value, problems);
  problems.throw_if_any();
  return value;
}

}  // namespace dragoman::config
