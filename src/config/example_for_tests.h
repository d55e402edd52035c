// The struct that the tests of this module read: one field of every kind, a small catalogue.
#pragma once

#include "config/catalog.h"
#include "config/recipe.h"

namespace dragoman::config {

class Shape {
 public:
  virtual ~Shape() = default;
  virtual double area() const = 0;
};

struct SquareConfig {
  double side = 2.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("side", side, "length of a side", above(0));
  }
};

class Square final : public Shape {
 public:
  Square(SquareConfig config, const double& scale) : config_(config), scale_(scale) {}
  double area() const override { return config_.side * config_.side * scale_; }

 private:
  SquareConfig config_;
  double scale_;
};

class Dot final : public Shape {
 public:
  double area() const override { return 0.0; }
};

using ShapeCatalog = Catalog<Shape, const double&>;

inline const ShapeCatalog& shapes() {
  static const ShapeCatalog entries(
      "shape",
      {make_entry<Shape, Square, SquareConfig, const double&>("square", "Four equal sides."),
       make_entry<Shape, Dot, NoOptions, const double&>("dot", "No sides.")});
  return entries;
}

struct Weighted {
  Part<Shape, const double&> shape;
  double weight = 1.0;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", shape, "which shape", shapes());
    visit("weight", weight, "its share");
  }
};

struct Rl {
  int64_t steps = 3;
  int64_t num_generations = 8;
  std::string mode = "plain";

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("steps", steps, "optimizer steps", Range{1, 1000000});
    visit("num_generations", num_generations, "samples a prompt", at_least(1));
    visit("mode", mode, "how", OneOf{{"plain", "folded"}});
  }

  void validate(Problems& problems) const {
    if (num_generations == 1) problems.add("num_generations", "is 1, a group needs at least 2");
  }
};

struct Recipe {
  std::string model;
  bool shuffle = false;
  std::optional<double> limit;
  std::optional<Rl> warmup;
  std::vector<double> betas{0.9, 0.999};
  std::vector<std::string> languages;
  std::map<std::string, std::string> labels;
  Path folder = "runs";
  Rl rl;
  std::vector<Weighted> rewards;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("model", model, "checkpoint", Required{});
    visit("shuffle", shuffle, "mix the rows");
    visit("limit", limit, "at most", Range{0, 1});
    visit("warmup", warmup, "a first phase");
    visit("betas", betas, "Adam's", Range{0, 1});
    visit("languages", languages, "codes", OneOf{{"en", "de", "ug"}});
    visit("labels", labels, "free words");
    visit("folder", folder, "where runs go");
    visit("rl", rl, "the training");
    visit("rewards", rewards, "what is good");
  }
};

inline constexpr const char* kFull = R"(model = "m"
shuffle = true
limit = 0.5
betas = [0.5, 1]
languages = ["en", "ug"]
[labels]
team = "blue"
[rl]
steps = 1e3
mode = "folded"
[[rewards]]
name = "square"
side = 3
[[rewards]]
name = "dot"
weight = 0.25
)";

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace dragoman::config
