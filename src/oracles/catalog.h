// Every oracle that a recipe can name.
#pragma once

#include "config/catalog.h"
#include "oracles/oracle.h"

namespace dragoman::oracles {

using Entry = config::Entry<Oracle, const OracleContext&>;
using Catalog = config::Catalog<Oracle, const OracleContext&>;
using Part = config::Part<Oracle, const OracleContext&>;

const Catalog& catalog();

template <class Made, class Config = config::NoOptions>
Entry make_entry(const char* name, const char* sentence) {
  return config::make_entry<Oracle, Made, Config, const OracleContext&>(name, sentence);
}

}  // namespace dragoman::oracles
