#include "cli/inspect_model.h"

#include "base/error.h"
#include "checkpoints/card.h"
#include "cli/model_arguments.h"
#include "cli/output.h"

namespace dragoman::cli {

void inspect_model(const Path& folder, bool json) {
  checkpoints::Card card = checkpoints::read_card(folder);
  if (card.kind == "decoder") {
    try {
      sampling_settings({}, folder);
    } catch (const Error& error) {
      card.fails("generate, translate as they stand", error.what());
    }
  }
  if (json)
    print_out("{}\n", to_line(checkpoints::to_json(card)));
  else
    print_out("{}: {}", folder.string(), checkpoints::to_text(card));
}

}  // namespace dragoman::cli
