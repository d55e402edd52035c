#include "oracles/open.h"

namespace dragoman::oracles {

std::unique_ptr<Desk> open_desk(const OracleSection& section, const OracleContext& context) {
  auto oracle = section.oracle.make(context);
  if (!oracle->is_dear()) return std::make_unique<Desk>(std::move(oracle), nullptr, nullptr);
  const Path own = context.run_folder.empty() ? Path() : context.run_folder / kOracleFile;
  auto journal = std::make_shared<Cache>(own);
  auto cache = section.cache.empty() ? journal : std::make_shared<Cache>(section.cache);
  return std::make_unique<Desk>(std::move(oracle), std::move(cache), std::move(journal));
}

}  // namespace dragoman::oracles
