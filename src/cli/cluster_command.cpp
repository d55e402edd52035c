// `dragoman cluster VECTORS`: BIRCH over a file of embeddings, and which row is in which cluster.
// The file is read twice for each threshold that is tried: into the tree, and for the labels.
#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>

#include "base/error.h"
#include "base/progress.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/jsonl.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "clusters/cf.h"
#include "clusters/passes.h"
#include "clusters/quality.h"
#include "clusters/threshold.h"
#include "clusters/ward.h"

namespace dragoman::cli {
namespace {

constexpr const char* kHelp =
    "Puts vectors that are alike into clusters (BIRCH) and writes {\"row\", \"cluster\", "
    "\"cosine\"} for each, or with --rows these rows with \"cluster\" and \"cosine\" added. "
    "VECTORS is a .npy file of float32, or the JSON lines of dragoman embed; the rows are in the "
    "same order. --threshold auto takes the largest at which one row of each cluster still has "
    "--min_recapture of all tags; the trials are a table on stderr.";

struct ClusterArguments {
  std::string vectors;
  std::string rows;
  std::string tags = "tags";
  std::string threshold = "0.5";
  std::string output;
  clusters::BirchConfig birch;
  clusters::Wanted wanted;
  int64_t clusters = 0;
  int64_t beam = 0;
};

// A tree, and how its clusters are numbered.
struct Clustering {
  clusters::Birch birch;
  std::vector<int64_t> numbers;  // by leaf row
  int64_t count = 0;
};

using Take = std::function<void(int64_t cluster, double cosine, const clusters::Neighbour&)>;

Clustering build(clusters::VectorReader& reader, const ClusterArguments& arguments,
                 double threshold) {
  clusters::BirchConfig config = arguments.birch;
  config.threshold = threshold;
  Progress progress("cluster", "vectors", reader.count());
  Clustering made{
      clusters::read_into_tree(reader, config, [&](int64_t count) { progress.advance(count); }),
      {},
      0};
  const int64_t features = made.birch.tree().features();
  const int64_t wanted = arguments.clusters > 0 ? arguments.clusters : features;
  made.numbers = clusters::ward(made.birch.tree(), wanted);
  made.count = std::min(features, wanted);
  made.birch.finish();
  return made;
}

void label(clusters::VectorReader& reader, const ClusterArguments& arguments,
           const Clustering& clustering, const Take& take) {
  const clusters::Labeller labeller(clustering.birch.tree(), arguments.beam);
  const auto width = static_cast<size_t>(reader.width());
  Progress progress("label", "vectors", clustering.birch.vectors());
  clusters::read_for_labels(
      reader, labeller, [&](int64_t count) { progress.advance(count); },
      [&](std::span<const float> vector, const clusters::Neighbour& found) {
        const double likeness = clusters::cosine(vector, {labeller.centroid(found.row), width});
        take(clustering.numbers[static_cast<size_t>(found.row)], likeness, found);
      });
}

// "tags": ["a", "b"], or one text.
std::vector<std::string> tags_of(const JsonLine& line, const std::string& key) {
  if (!line.row.is_object() || !line.row.contains(key)) return {};
  const Json& value = line.row.at(key);
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> tags;
  for (const Json& tag : value) {
    if (!tag.is_string()) throw_input("{}: \"{}\" must be texts", line.where, key);
    tags.push_back(tag.get<std::string>());
  }
  return tags;
}

std::vector<JsonLine> one_row(LineReader& lines) { return read_json_lines(lines, 1); }

clusters::TagTable read_tags(const ClusterArguments& arguments) {
  if (arguments.rows.empty())
    throw_input("cluster: --threshold auto needs --rows FILE.jsonl, whose rows have \"{}\"",
                arguments.tags);
  std::vector<std::vector<std::string>> tags;
  LineReader lines{Path(arguments.rows)};
  for (auto row = one_row(lines); !row.empty(); row = one_row(lines))
    tags.push_back(tags_of(row.front(), arguments.tags));
  clusters::TagTable table = clusters::number_tags(tags);
  if (table.vocabulary == 0)
    throw_input("{}: no row has \"{}\"; name the member with --tags", arguments.rows,
                arguments.tags);
  return table;
}

// The radius of all vectors together, which no threshold need exceed.
double radius_of_all(clusters::VectorReader& reader) {
  const int64_t stride = clusters::padded(reader.width());
  constexpr int64_t kRows = 256;
  const auto rows = clusters::aligned_floats(kRows * stride);
  clusters::ClusterFeature all;
  reader.rewind();
  while (const int64_t count = reader.read(rows.get(), kRows)) {
    for (int64_t i = 0; i < count; ++i) {
      const std::span<const float> row{rows.get() + i * stride,
                                       static_cast<size_t>(reader.width())};
      all.add(row);
    }
  }
  return clusters::radius_of(all.set);
}

void show(const clusters::ThresholdSearch& search) {
  Table table{{"threshold", "clusters", "recapture", "smoothness"}, {}};
  for (const clusters::Trial& trial : search.trials)
    table.rows.push_back({{{fmt::format("{:.4g}", trial.threshold)}},
                          {{fmt::format("{}", trial.clusters)}},
                          {{fmt::format("{:.4f}", trial.recapture)}},
                          {{fmt::format("{:.4f}", trial.smoothness)}}});
  fmt::print(stderr, "{}", draw(table));
}

double searched_threshold(clusters::VectorReader& reader, const ClusterArguments& arguments) {
  const clusters::TagTable tags = read_tags(arguments);
  const auto attempt = [&](double threshold) {
    const Clustering clustering = build(reader, arguments, threshold);
    clusters::Quality quality(clustering.count);
    label(reader, arguments, clustering,
          [&](int64_t cluster, double cosine, const clusters::Neighbour& found) {
            quality.add({cluster, found.squared}, cosine);
          });
    if (clustering.birch.vectors() != static_cast<int64_t>(tags.rows.size()))
      throw_input("{} has {} rows, but {} has {} vectors", arguments.rows, tags.rows.size(),
                  arguments.vectors, clustering.birch.vectors());
    return clusters::Trial{clustering.birch.threshold(), quality.occupied(),
                           clusters::recapture(tags, quality.representatives()),
                           quality.smoothness()};
  };
  const auto grid = clusters::threshold_grid(radius_of_all(reader));
  const auto search = clusters::search_threshold(grid, arguments.wanted, attempt);
  show(search);
  if (!search.threshold)
    throw_input(
        "cluster: no threshold from {:.4g} on keeps that much; lower --min_recapture or "
        "--min_smoothness, or give more memory",
        grid.front());
  fmt::print(stderr, "threshold {:.4g}\n", *search.threshold);
  return *search.threshold;
}

double number_of(const std::string& text) {
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !(number >= 0.0))
    throw_input("cluster: --threshold {}: give a number from 0 on, or auto", text);
  return number;
}

// The lines of the labels, beside the rows where there are any.
class LabelWriter {
 public:
  explicit LabelWriter(const ClusterArguments& arguments) : arguments_(arguments) {
    if (!arguments.rows.empty()) rows_.emplace(Path(arguments.rows));
    if (!arguments.output.empty()) file_.emplace(arguments.output);
  }

  void write(int64_t cluster, double cosine) {
    Json row = {{"row", next_++}};
    if (rows_) row = next_row();
    row["cluster"] = cluster;
    row["cosine"] = float_json(static_cast<float>(cosine));
    const std::string line = to_line(row) + "\n";
    if (file_)
      file_->write(line);
    else
      write_out(line);
  }

  void finish() {
    if (rows_ && !one_row(*rows_).empty())
      throw_input("{} has more rows than {} has vectors", arguments_.rows, arguments_.vectors);
    if (file_) file_->commit();
  }

 private:
  Json next_row() {
    auto row = one_row(*rows_);
    if (row.empty())
      throw_input("{} has fewer rows than {} has vectors", arguments_.rows, arguments_.vectors);
    if (!row.front().row.is_object())
      throw_input("{}: a row must be a JSON object", row.front().where);
    return std::move(row.front().row);
  }

  const ClusterArguments& arguments_;
  std::optional<LineReader> rows_;
  std::optional<AtomicFile> file_;
  int64_t next_ = 0;
};

void cluster(const ClusterArguments& arguments) {
  const auto reader = clusters::open_vectors(arguments.vectors);
  const double threshold = arguments.threshold == "auto" ? searched_threshold(*reader, arguments)
                                                         : number_of(arguments.threshold);
  const Clustering clustering = build(*reader, arguments, threshold);
  const clusters::Birch& birch = clustering.birch;
  LabelWriter writer(arguments);
  clusters::Quality quality(clustering.count);
  label(*reader, arguments, clustering,
        [&](int64_t number, double cosine, const clusters::Neighbour& found) {
          quality.add({number, found.squared}, cosine);
          writer.write(number, cosine);
        });
  writer.finish();
  fmt::print(stderr, "{} vectors, {} clusters, smoothness {:.4f}, threshold {:.4g}\n",
             birch.vectors(), quality.occupied(), quality.smoothness(), birch.threshold());
  if (birch.rebuilds() > 0)
    fmt::print(stderr,
               "the threshold was raised {} times to stay within {} MiB; --memory_mib gives more\n",
               birch.rebuilds(), arguments.birch.memory_mib);
}

void declare(CLI::App& app, ClusterArguments& arguments) {
  app.add_option("VECTORS", arguments.vectors, "a .npy file, or JSON lines with \"embedding\"")
      ->required();
  app.add_option("--rows", arguments.rows, "JSON lines, one for each vector");
  app.add_option("-o,--output", arguments.output, "file to write in place of standard output");
  app.add_option("--threshold", arguments.threshold, "greatest radius of a cluster, or auto")
      ->capture_default_str();
  app.add_option("--branching", arguments.birch.branching, "children of an inner node of the tree")
      ->check(CLI::Range(2, 10000))
      ->capture_default_str();
  app.add_option("--leaf_size", arguments.birch.leaf_size, "clusters of a leaf of the tree")
      ->check(CLI::Range(2, 10000))
      ->capture_default_str();
  app.add_option("--memory_mib", arguments.birch.memory_mib,
                 "memory of the tree; beyond it the threshold rises")
      ->check(CLI::Range(1, 1 << 24))
      ->capture_default_str();
  app.add_option("--clusters", arguments.clusters,
                 "join the clusters of the tree (Ward) until so many are left; 0: don't")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--beam", arguments.beam,
                 "look for a vector's cluster in so many branches; 0: among all, the exact one")
      ->check(CLI::Range(0, 1000000));
  app.add_option("--tags", arguments.tags, "of auto: the member of a row with its tags")
      ->capture_default_str();
  app.add_option("--min_recapture", arguments.wanted.recapture,
                 "of auto: share of the tags that one row of each cluster must have")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--min_smoothness", arguments.wanted.smoothness,
                 "of auto: least mean cosine of rows and centroids")
      ->check(CLI::Range(-1.0, 1.0));
  add_threads_option(app);
}

int run(std::span<const std::string> args) {
  CLI::App app(kHelp, "cluster");
  ClusterArguments arguments;
  declare(app, arguments);
  if (!parse_arguments(app, args)) return 0;
  cluster(arguments);
  return 0;
}

}  // namespace

Command cluster_command() {
  return {"cluster", "Puts embeddings that are alike into clusters.", &run};
}

}  // namespace dragoman::cli
