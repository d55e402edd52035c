#include "studies/held_out.h"

#include "base/error.h"
#include "base/progress.h"
#include "data/pipeline.h"
#include "episodes/backend.h"
#include "evaluation/evaluate.h"
#include "training/materials.h"

namespace dragoman::studies {
namespace {

std::vector<data::Row> rows_of(const HeldOutConfig& held_out, const training::Recipe& recipe,
                               const worlds::World* world) {
  if (held_out.data) return data::load(*held_out.data);
  if (world == nullptr) throw_input("held_out.data is missing: the recipe has no world to ask");
  return recipe.world->rows(*world, worlds::Split::kTest, held_out.world_rows);
}

}  // namespace

evaluation::Evaluation test_checkpoint(const Path& checkpoint, training::Recipe recipe,
                                       const HeldOutConfig& held_out, const std::string& name) {
  recipe.model.checkpoint = checkpoint;
  const training::Materials materials =
      training::prepare(recipe, checkpoint, [](const std::string&) {});
  const auto generator =
      episodes::backend().make_generator({checkpoint, {}, 0, recipe.model.dtype});
  evaluation::Witnesses witnesses;
  if (materials.meaning) witnesses.push_back(materials.meaning.get());
  const rollouts::Player player = materials.player();
  const auto rows = rows_of(held_out, recipe, materials.world.get());
  Progress progress(name + ", held out", "sentences", static_cast<int64_t>(rows.size()));
  const evaluation::Evaluate evaluate{player, held_out.decode, witnesses,
                                      [&progress] { progress.advance(); }};
  return evaluate(*generator, rows, name);
}

}  // namespace dragoman::studies
