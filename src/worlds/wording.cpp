// The tree becomes a graph without circles whose paths are the sequences (a part of any order is
// repeated for every set of parts that may stand before it); Levenshtein's method then runs over
// graph nodes and text positions instead of two texts.
#include "worlds/wording.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/error.h"
#include "base/levenshtein.h"
#include "text/utf8.h"

namespace dragoman::worlds {
namespace {

constexpr int64_t kWordCost = int64_t{1} << 20;  // characters only decide between equal counts
constexpr int64_t kFar = std::numeric_limits<int64_t>::max() / 2;
constexpr size_t kMostParts = 12;

struct Edge {
  int to = 0;
  std::vector<int> words;  // of the graph; none: nothing is said
};

// Nodes are numbered so that every edge goes up.
class Graph {
 public:
  explicit Graph(const Wording& wording) {
    node();
    end_ = compile(wording, 0);
  }

  const std::vector<std::vector<Edge>>& edges() const { return edges_; }
  const std::vector<std::string>& words() const { return words_; }
  int end() const { return end_; }

 private:
  int node() {
    edges_.emplace_back();
    return static_cast<int>(edges_.size()) - 1;
  }

  int intern(const std::string& text) {
    const auto [found, fresh] = ids_.emplace(text, static_cast<int>(words_.size()));
    if (fresh) words_.push_back(text);
    return found->second;
  }

  int joined(const std::vector<int>& ends) {
    const int to = node();
    for (const int from : ends) edges_[static_cast<size_t>(from)].push_back({to, {}});
    return to;
  }

  // Returns the node that is reached when all of it was said.
  int compile(const Wording& wording, int from);
  int compile_any_order(const std::vector<Wording>& parts, int from);

  std::vector<std::vector<Edge>> edges_;
  std::vector<std::string> words_;
  std::map<std::string, int> ids_;
  int end_ = 0;
};

int Graph::compile(const Wording& wording, int from) {
  switch (wording.kind) {
    case Wording::Kind::kWord: {
      std::vector<int> words;
      for (const std::string& text : wording.words) words.push_back(intern(text));
      const int to = node();
      edges_[static_cast<size_t>(from)].push_back({to, std::move(words)});
      return to;
    }
    case Wording::Kind::kSequence:
      for (const Wording& part : wording.parts) from = compile(part, from);
      return from;
    case Wording::Kind::kChoice: {
      std::vector<int> ends;
      for (const Wording& part : wording.parts) ends.push_back(compile(part, from));
      return joined(ends);
    }
    case Wording::Kind::kAnyOrder: return compile_any_order(wording.parts, from);
  }
  return from;
}

int Graph::compile_any_order(const std::vector<Wording>& parts, int from) {
  DRAGOMAN_CHECK(parts.size() <= kMostParts, "too many parts in any order");
  std::vector<std::vector<int>> ends(size_t{1} << parts.size());  // by the set that was said
  ends[0] = {from};
  for (size_t said = 0; said + 1 < ends.size(); ++said) {
    const int here = joined(ends[said]);
    for (size_t part = 0; part < parts.size(); ++part) {
      const size_t bit = size_t{1} << part;
      if ((said & bit) == 0) ends[said | bit].push_back(compile(parts[part], here));
    }
  }
  return joined(ends.back());
}

class Search {
 public:
  Search(const Graph& graph, std::span<const std::string> words)
      : graph_(graph), words_(words), width_(words.size() + 1), costs_(graph, words) {}

  std::vector<WordStep> path() {
    cells_.assign(graph_.edges().size() * width_, {});
    cell(0, 0).cost = 0;
    for (size_t node = 0; node < graph_.edges().size(); ++node) {
      for (size_t at = 0; at < width_; ++at) leave(static_cast<int>(node), at);
    }
    return trace();
  }

 private:
  struct Cell {
    int64_t cost = kFar;
    int from = -1;        // node
    size_t from_at = 0;   // words of the text before
    int said = kNothing;  // word of the graph
  };
  static constexpr int kNothing = -1;

  // What words of the graph cost against words of the text.
  struct Costs {
    Costs(const Graph& graph, std::span<const std::string> words) {
      std::vector<std::u32string> texts;
      for (const std::string& text : words) texts.push_back(text::to_code_points(text));
      for (const std::u32string& text : texts)
        removed.push_back(kWordCost + static_cast<int64_t>(text.size()));
      for (const std::string& each : graph.words()) {
        const std::u32string points = text::to_code_points(each);
        inserted.push_back(kWordCost + static_cast<int64_t>(points.size()));
        auto& row = replaced.emplace_back();
        for (const std::u32string& text : texts)
          row.push_back(text == points ? 0 : kWordCost + plain_edit_distance(text, points));
      }
    }
    std::vector<int64_t> removed, inserted;
    std::vector<std::vector<int64_t>> replaced;  // [word of the graph][word of the text]
  };

  Cell& cell(int node, size_t at) { return cells_[static_cast<size_t>(node) * width_ + at]; }

  void offer(int node, size_t at, const Cell& offered) {
    Cell& there = cell(node, at);
    if (offered.cost < there.cost) there = offered;
  }

  // Cells of one node are left from left to right, so removals within it are seen in time.
  void leave(int node, size_t at) {
    const int64_t cost = cell(node, at).cost;
    if (cost >= kFar) return;
    const bool more = at + 1 < width_;
    if (more) offer(node, at + 1, {cost + costs_.removed[at], node, at, kNothing});
    for (const Edge& edge : graph_.edges()[static_cast<size_t>(node)]) {
      if (edge.words.empty()) offer(edge.to, at, {cost, node, at, kNothing});
      for (const int said : edge.words) {
        const auto id = static_cast<size_t>(said);
        if (more) offer(edge.to, at + 1, {cost + costs_.replaced[id][at], node, at, said});
        offer(edge.to, at, {cost + costs_.inserted[id], node, at, said});
      }
    }
  }

  std::vector<WordStep> trace() {
    std::vector<WordStep> steps;
    int node = graph_.end();
    size_t at = words_.size();
    while (node != 0 || at != 0) {
      const Cell& here = cell(node, at);
      WordStep step;
      if (here.from_at < at) step.before = words_[here.from_at];
      if (here.said != kNothing) step.after = graph_.words()[static_cast<size_t>(here.said)];
      if (!step.before.empty() || !step.after.empty()) steps.push_back(std::move(step));
      node = here.from;
      at = here.from_at;
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  const Graph& graph_;
  std::span<const std::string> words_;
  size_t width_;
  Costs costs_;
  std::vector<Cell> cells_;
};

}  // namespace

Wording word(std::string text) { return any_word({std::move(text)}); }

Wording any_word(std::vector<std::string> words) {
  return {.kind = Wording::Kind::kWord, .words = std::move(words)};
}

Wording sequence(std::vector<Wording> parts) {
  return {.kind = Wording::Kind::kSequence, .parts = std::move(parts)};
}

Wording choice(std::vector<Wording> parts) {
  return {.kind = Wording::Kind::kChoice, .parts = std::move(parts)};
}

Wording any_order(std::vector<Wording> parts) {
  return {.kind = Wording::Kind::kAnyOrder, .parts = std::move(parts)};
}

Wording optional(Wording part) { return choice({std::move(part), sequence({})}); }

std::vector<WordStep> nearest(const Wording& wording, std::span<const std::string> words) {
  const Graph graph(wording);
  return Search(graph, words).path();
}

}  // namespace dragoman::worlds
