// `dragoman merge METHOD`: several checkpoints of one ancestor become one.
#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/signals.h"
#include "cli/arguments.h"
#include "cli/calibration.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/sizes.h"
#include "merging/merge.h"

namespace dragoman::cli {
namespace {

struct MergeArguments {
  merging::MergeRequest request;
  std::vector<double> weight, density;  // none, one for all, or one a model
  std::optional<bool> normalize;
  std::string shard_size = "5GB";
  std::string saliency;  // "": hessian where there is a calibration
  std::vector<Path> calibration;
  int64_t calibration_tokens = 8192;
};

std::string method_help() {
  std::string text;
  for (const merging::Method& method : merging::methods())
    text += fmt::format("  {:<16} {}\n", method.name, method.sentence);
  return text;
}

void add_method_options(CLI::App& app, MergeArguments& arguments) {
  merging::Settings& settings = arguments.request.settings;
  app.add_option("--weight,--weights", arguments.weight,
                 "share of each model, one for all or one a model (default: 1)");
  app.add_option("--density,--densities", arguments.density,
                 "share of changes kept, one for all or one a model (default: ties 0.2, dare 0.1, "
                 "obim 0.3)");
  app.add_option("--lambda", settings.lambda, "of what is added to the base")
      ->capture_default_str();
  app.add_option("--normalize", arguments.normalize,
                 "whether shares are divided by their sum (default: linear and ties do)");
  app.add_option("--t", settings.t, "slerp: 0 is the base, 1 the model")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  app.add_option("--seed", settings.seed, "dare: of what is dropped")->capture_default_str();
  app.add_option("--rounds", settings.rounds,
                 "obim: rounds in which the models choose by turns; 1: each all at once")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}))
      ->capture_default_str();
  app.add_option("--saliency", arguments.saliency,
                 "obim: magnitude of the change, or hessian, its effect on the calibration text "
                 "(default: hessian with --calibration)")
      ->check(CLI::IsMember({"magnitude", "hessian"}));
  app.add_option(
      "--calibration", arguments.calibration,
      "obim: texts of what each model is for, JSON lines with \"text\", "
      "\"input_ids\", or \"source\" and \"references\"; one file for all or one a model");
  app.add_option("--calibration_tokens", arguments.calibration_tokens, "read of each file at most")
      ->check(CLI::Range(int64_t{1}, int64_t{1} << 24))
      ->capture_default_str();
}

void add_folders(CLI::App& app, merging::MergeRequest& request) {
  app.add_option("--base", request.base, "folder of the models' common ancestor")->required();
  app.add_option("--model,--models", request.models, "folders of the models")->required();
  app.add_option("-o,--output", request.output, "folder to write; must not hold anything")
      ->required();
}

template <class Value>
std::vector<Value> for_each_model(const std::vector<Value>& given, const Value& otherwise,
                                  size_t models, const char* option) {
  if (given.size() == models) return given;
  if (given.size() > 1)
    throw_input("merge: {} values for {} and {} models; give one for all or one a model",
                given.size(), option, models);
  return std::vector<Value>(models, given.empty() ? otherwise : given[0]);
}

void complete(MergeArguments& arguments) {
  merging::MergeRequest& request = arguments.request;
  const merging::Method& method = merging::find_method(request.method);
  const size_t models = request.models.size();
  request.max_shard_bytes = shard_bytes(arguments.shard_size, "merge");
  request.settings.weight = for_each_model(arguments.weight, 1.0, models, "--weight");
  request.settings.density = for_each_model(arguments.density, method.density, models, "--density");
  request.settings.normalize = arguments.normalize.value_or(method.normalize);
  if (arguments.calibration.empty()) {
    if (arguments.saliency == "hessian")
      throw_input("merge: --saliency hessian needs --calibration, texts to measure it on");
    return;
  }
  if (arguments.saliency == "magnitude" || request.method != "obim")
    throw_input("merge: --calibration is for obim with --saliency hessian; leave it out");
  const auto files = for_each_model(arguments.calibration, Path(), models, "--calibration");
  merging::check_merge(request);
  request.settings.moments = measure_moments(request.models, files, arguments.calibration_tokens);
  request.calibration = Json::array();
  for (const Path& file : files)
    request.calibration.push_back(
        {{"file", file.string()}, {"tokens", arguments.calibration_tokens}});
}

// The mean cosine of the pairs of changes.
std::string cosine_text(const merging::Overlap& overlap) {
  const size_t models = overlap.taken.size();
  double sum = 0.0;
  for (size_t i = 0; i < models; ++i)
    for (size_t j = i + 1; j < models; ++j) sum += merging::cosine(overlap.products, models, i, j);
  const auto pairs = static_cast<double>(models * (models - 1)) / 2.0;
  return models < 2 ? "-" : fmt::format("{:.3f}", sum / pairs);
}

void print_report(const merging::Report& report, size_t models) {
  print_out("{:<36} {:>14} {:>8} {:>10}", "changes", "weights", "cosine", "same sign");
  for (size_t k = 1; k <= models; ++k) print_out(" {:>8}", fmt::format("taken {}", k));
  print_out("\n");
  for (const auto& [name, overlap] : report.rows()) {
    if (overlap->size == 0) continue;
    const double sign = merging::same_sign(*overlap);
    print_out("{:<36} {:>14} {:>8} {:>10}", name, overlap->size, cosine_text(*overlap),
              sign < 0.0 ? "-" : fmt::format("{:.1f} %", 100.0 * sign));
    for (const int64_t taken : overlap->taken)
      print_out(" {:>8}", fmt::format("{:.1f} %", 100.0 * static_cast<double>(taken) /
                                                      static_cast<double>(overlap->size)));
    print_out("\n");
  }
}

int run(std::span<const std::string> args) {
  CLI::App app(
      "Merges models of one ancestor, the base, into one; every other file of the folder is the "
      "base's. Names are mergekit's. Prints how the models' changes lie to each other, which "
      "merge.json in the new folder has in full.\nMETHOD:\n" +
          method_help(),
      "merge");
  MergeArguments arguments;
  merging::MergeRequest& request = arguments.request;
  app.add_option("METHOD", request.method, "one of those above")->required();
  add_folders(app, request);
  add_method_options(app, arguments);
  app.add_option("--dtype", request.dtype, "of the weights; auto: as the base has them")
      ->check(CLI::IsMember({"float32", "bfloat16", "float16", "auto"}))
      ->capture_default_str();
  add_shard_size_option(app, arguments.shard_size);
  add_threads_option(app);
  if (!parse_arguments(app, args)) return 0;
  watch_interrupts();
  complete(arguments);
  print_report(merging::merge_checkpoints(request), request.models.size());
  return 0;
}

}  // namespace

Command merge_command() { return {"merge", "Merges checkpoints of one ancestor into one.", &run}; }

}  // namespace dragoman::cli
