#include "cli/metric_options.h"

#include "base/error.h"
#include "config/recipe.h"
#include "metrics/catalog.h"

namespace dragoman::cli {

MetricOptions::MetricOptions(std::vector<std::string>& args) {
  std::erase_if(args, [this](const std::string& argument) {
    const size_t dot = argument.find('.');
    const size_t equals = argument.find('=');
    if (!argument.starts_with("--") || equals == argument.npos || dot > equals) return false;
    metrics::catalog().at(std::string_view(argument).substr(2, dot - 2));
    config::apply_override(options_, argument);
    return true;
  });
}

std::unique_ptr<metrics::Metric> MetricOptions::make(std::string_view name) const {
  const auto options = metrics::catalog().at(name).options();
  if (const config::Value* given = options_.find(name)) {
    config::Problems problems;
    config::Reader reader(*given, std::string(name), problems);
    options->read(reader);
    reader.finish();
    problems.throw_if_any();
  }
  return options->make();
}

bool MetricOptions::has(std::string_view option) const {
  const size_t dot = option.find('.');
  const config::Value* section = options_.find(option.substr(0, dot));
  return section != nullptr && section->find(option.substr(dot + 1)) != nullptr;
}

void MetricOptions::set(std::string_view option, std::string_view value) {
  config::apply_override(options_, fmt::format("{}={}", option, value));
}

}  // namespace dragoman::cli
