// The rows that domains of pre-training have in files of their own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "data/row.h"
#include "training/pretrain_arguments.h"

namespace dragoman::training {

struct DomainRows {
  std::vector<data::Row> train, dev;
};

// Of every domain in the recipe's order; empty where it takes the recipe's rows. `say` hears what
// was left out.
std::vector<DomainRows> read_domain_rows(const PretrainArguments& arguments,
                                         const std::function<void(const std::string&)>& say);

}  // namespace dragoman::training
