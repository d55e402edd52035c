// hparams.yaml of a COMET folder: what is accepted can be described, and so can its folder.
#include "checkpoints/card.h"
#include "checkpoints/comet_folder.h"
#include "checkpoints/folders_for_tests.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  static const checkpoints::ScratchFolder folder;
  fuzz::write(folder.path() / "hparams.yaml", fuzz::text_of(data, size));
  const auto card = checkpoints::read_card(folder.path());
  fuzz::expect(card.kind == "COMET" && !checkpoints::to_text(card).empty(), "a card has words");
  return fuzz::run([&] {
    const auto config = checkpoints::read_comet_config(folder.path());
    fuzz::expect(checkpoints::estimator_inputs(config, 8) >= 8, "the estimator sees the encoder");
  });
}
