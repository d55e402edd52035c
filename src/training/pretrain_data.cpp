#include "training/pretrain_data.h"

#include <fmt/core.h>

#include "data/pipeline.h"

namespace dragoman::training {

std::vector<DomainRows> read_domain_rows(const PretrainArguments& arguments,
                                         const std::function<void(const std::string&)>& say) {
  std::vector<DomainRows> all;
  for (const PretrainDomain& domain : arguments.domains) {
    const auto read = [&](const std::optional<data::DataConfig>& config, const char* what) {
      if (!config) return std::vector<data::Row>();
      data::Counts counts;
      std::vector<data::Row> rows = data::load(*config, &counts);
      say(fmt::format("{}.{}: {}", domain.name, what, counts.text()));
      return rows;
    };
    all.push_back({read(domain.data, "data"), read(domain.eval_data, "eval_data")});
  }
  return all;
}

}  // namespace dragoman::training
