// Gradient checkpointing (Chen et al., arXiv 1604.06174): of a piece of a network only its input is
// kept; the backward pass runs the piece once more.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace dragoman::nn {

// From rows to rows of one shape. Owns, or holds by tensors, whatever it reads: it is called again
// when the caller's scope is gone.
using Piece = std::function<at::Tensor(const at::Tensor&)>;

// piece(input), with the gradients to the bit that it has when its inside is kept; to be called
// where gradients are wanted, of a piece with parameters or an input that want them.
at::Tensor recomputed(const Piece& piece, const at::Tensor& input);

}  // namespace dragoman::nn
