// Recipes and studies out of arbitrary bytes: the text may be refused, and what is read can be
// written as JSON.
#include "config/recipe.h"
#include "config/writer.h"
#include "fuzz.h"
#include "studies/config.h"
#include "training/recipe.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  const Path path = fuzz::as_file(fuzz::text_of(data, size), ".toml");
  fuzz::run([&] { config::to_json(config::read<training::Recipe>(config::load_recipe(path))); });
  return fuzz::run([&] { config::read<studies::StudyConfig>(config::load_recipe(path)); });
}
