// Catalogues: the named things a module offers, each in one file and on one line of a list.
//
//   // rewards/catalog.cpp
//   #define FOR_EACH_REWARD(X) X(chrf) X(edit_distance)
//   #define DECLARE(name) Entry name();
//   FOR_EACH_REWARD(DECLARE)
//   const Catalog& catalog() {
//   #define ROW(name) name(),
//     static const Catalog entries("reward", {FOR_EACH_REWARD(ROW)});
//     return entries;
//   }
//
//   // rewards/chrf.cpp, with `using Entry = config::Entry<Reward, const RewardContext&>`
//   Entry chrf() {
//     return config::make_entry<Reward, Chrf, ChrfConfig, const RewardContext&>("chrf", "Text.");
//   }
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"
#include "config/fields.h"
#include "config/reader.h"
#include "config/writer.h"

namespace dragoman::config {

// The own options of one entry, and what they make.
template <class Product, class... Context>
class Options {
 public:
  virtual ~Options() = default;
  virtual void read(Reader& reader) = 0;
  virtual void write(Writer& writer) const = 0;
  virtual std::vector<Option> describe() const = 0;
  virtual std::unique_ptr<Options> copy() const = 0;
  virtual std::unique_ptr<Product> make(Context... context) const = 0;
};

// One row of a catalogue. `options` gives the entry's options with their defaults.
template <class Product, class... Context>
struct Entry {
  const char* name;      // as recipes write it
  const char* sentence;  // what it does, for `dragoman list`
  std::unique_ptr<Options<Product, Context...>> (*options)();
};

template <class Product, class Made, class Config, class... Context>
class OptionsOf final : public Options<Product, Context...> {
 public:
  void read(Reader& reader) override { reader.fields(config_); }

  void write(Writer& writer) const override {
    Config copy = config_;
    copy.fields(writer);
  }

  std::vector<Option> describe() const override { return config::describe(config_); }

  std::unique_ptr<Options<Product, Context...>> copy() const override {
    return std::make_unique<OptionsOf>(*this);
  }

  std::unique_ptr<Product> make(Context... context) const override {
    if constexpr (std::constructible_from<Made, Config, Context...>) {
      return std::make_unique<Made>(config_, std::forward<Context>(context)...);
    } else if constexpr (std::constructible_from<Made, Config>) {
      return std::make_unique<Made>(config_);
    } else if constexpr (std::constructible_from<Made, Context...>) {
      return std::make_unique<Made>(std::forward<Context>(context)...);
    } else {
      return std::make_unique<Made>();
    }
  }

 private:
  Config config_;
};

// An entry that makes a `Made` from its `Config` and the context; a constructor that takes only one
// of the two, or nothing, will do. Without options Config is NoOptions.
template <class Product, class Made, class Config = NoOptions, class... Context>
Entry<Product, Context...> make_entry(const char* name, const char* sentence) {
  return {name, sentence, []() -> std::unique_ptr<Options<Product, Context...>> {
            return std::make_unique<OptionsOf<Product, Made, Config, Context...>>();
          }};
}

// All entries of one kind, in the order of their list. Immutable.
template <class Product, class... Context>
class Catalog {
 public:
  using Row = Entry<Product, Context...>;

  // `kind` is the singular that messages use: "reward".
  Catalog(const char* kind, std::initializer_list<Row> rows) : kind_(kind), rows_(rows) {}

  const char* kind() const { return kind_; }
  const std::vector<Row>& rows() const { return rows_; }

  std::vector<std::string_view> names() const {
    std::vector<std::string_view> names;
    for (const Row& row : rows_) names.push_back(row.name);
    return names;
  }

  const Row* find(std::string_view name) const {
    for (const Row& row : rows_) {
      if (row.name == name) return &row;
    }
    return nullptr;
  }

  // An unknown name is the user's error; it names the nearest.
  const Row& at(std::string_view name) const {
    if (const Row* row = find(name)) return *row;
    throw_input("unknown {} {}; {}", kind_, name, suggestion(name, names()));
  }

  // The entry with its default options: for callers that have no recipe.
  std::unique_ptr<Product> make(std::string_view name, Context... context) const {
    return at(name).options()->make(std::forward<Context>(context)...);
  }

 private:
  const char* kind_;
  std::vector<Row> rows_;
};

// A choice from a catalogue, as a field of a config struct: the entry's name and its own options,
// from the same section. Copies share the options, which never change. A part that is there with
// options (config::preset) has those as its defaults, as long as the recipe names no other entry.
template <class Product, class... Context>
class Part {
 public:
  using Entry = config::Entry<Product, Context...>;

  Part() = default;
  // A preset: taken with its default options when the recipe names nothing.
  explicit Part(std::string name) : name_(std::move(name)) {}
  explicit Part(const Entry& entry) : Part(entry, entry.options()) {}
  Part(const Entry& entry, std::shared_ptr<const Options<Product, Context...>> options)
      : name_(entry.name), options_(std::move(options)) {}

  const std::string& name() const { return name_; }
  const Options<Product, Context...>* options() const { return options_.get(); }

  // The product; the part must have been read from a recipe, or built from an entry.
  std::unique_ptr<Product> make(Context... context) const {
    DRAGOMAN_CHECK(options_ != nullptr, "a part is made after it was chosen");
    return options_->make(std::forward<Context>(context)...);
  }

  void write(Writer& writer) const {
    if (options_ != nullptr) options_->write(writer);
  }

 private:
  std::string name_;
  std::shared_ptr<const Options<Product, Context...>> options_;
};

}  // namespace dragoman::config
