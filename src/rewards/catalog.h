// Every reward that a recipe can name.
#pragma once

#include "config/catalog.h"
#include "rewards/reward.h"

namespace dragoman::rewards {

using Entry = config::Entry<Reward, const RewardContext&>;
using Catalog = config::Catalog<Reward, const RewardContext&>;
using Part = config::Part<Reward, const RewardContext&>;

const Catalog& catalog();

template <class Made, class Config = config::NoOptions>
Entry make_entry(const char* name, const char* sentence) {
  return config::make_entry<Reward, Made, Config, const RewardContext&>(name, sentence);
}

}  // namespace dragoman::rewards
