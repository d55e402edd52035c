// A decoder over a packed batch: from tokens to the states behind its last norm, and back.
#pragma once

#include "passes/layer.h"

namespace dragoman::passes {

// What a forward pass leaves behind: nothing, for a pass without gradients; the layers' inputs
// alone, and the backward pass runs each layer once more (gradient checkpointing, Chen et al.,
// arXiv 1604.06174); or everything.
enum class Keeps { kNothing, kInputs, kEverything };

// One pass after the other; its memory serves again, so a pass as large as the one before it finds
// all it needs.
class DecoderPass {
 public:
  // Parts and batch must outlive the pass. What an earlier one kept is gone.
  void begin(const DecoderParts& parts, const Packed& batch, Keeps keeps);

  void forward(MutableRows out);  // [N, D]
  // Adds to the parts' gradients. Once, after `forward`.
  void backward(Rows by_out);
  size_t bytes() const { return workspace_.bytes(); }

 private:
  void embed(Block out) const;
  void embed_backward(Block by) const;

  const DecoderParts* parts_ = nullptr;
  const Packed* batch_ = nullptr;
  Keeps keeps_ = Keeps::kNothing;
  Workspace workspace_;
  LayerPass layer_;
  std::vector<KeptLayer> kept_;
  Block last_;  // the stream behind the last layer
};

}  // namespace dragoman::passes
