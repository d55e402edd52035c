#include "nn/recompute.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/custom_class.h>

namespace dragoman::nn {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr const char* kPiece = "piece";

struct KeptPiece : torch::CustomClassHolder {
  Piece piece;
};

class Recompute : public torch::autograd::Function<Recompute> {
 public:
  // `anchor` wants a gradient, so that there is a backward pass even where the input wants none.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor&,
                            const c10::intrusive_ptr<KeptPiece>& kept) {
    context->save_for_backward({input});
    context->saved_data[kPiece] = c10::IValue::make_capsule(kept);
    return kept->piece(input);
  }

  static variable_list backward(AutogradContext* context, const variable_list& by_output) {
    const auto capsule = context->saved_data[kPiece].toCapsule();
    const auto& kept = static_cast<const KeptPiece&>(*capsule);
    const at::Tensor saved = context->get_saved_variables()[0];
    const at::Tensor input = saved.detach().requires_grad_(saved.requires_grad());
    const at::AutoGradMode with_gradients(true);
    torch::autograd::backward({kept.piece(input)}, {by_output[0]});
    return {input.grad(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor recomputed(const Piece& piece, const at::Tensor& input) {
  auto kept = c10::make_intrusive<KeptPiece>();
  kept->piece = piece;
  const at::Tensor anchor = at::empty({0}, input.options().requires_grad(false)).requires_grad_();
  return Recompute::apply(input, anchor, kept);
}

}  // namespace dragoman::nn
