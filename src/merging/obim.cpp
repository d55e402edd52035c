// OBIM, optimal brain iterative merging (Wang et al., arXiv 2502.12217): every position belongs to
// one model at most. A model's saliency is what its change does to the output of the layer, in the
// mean of squares: change^2 * h of the column, where h = 2 mean(input^2) is the diagonal of the
// Hessian (as in Optimal Brain Damage, LeCun et al., 1990). Norms and biases have h = 1.
#include <cmath>
#include <memory>

#include "base/error.h"
#include "merging/owners.h"
#include "merging/shares.h"

namespace dragoman::merging {
namespace {

constexpr double kDensity = 0.3;

// Square roots of h, which keep the order: of columns, or of rows where a token is a row.
struct Scale {
  std::vector<float> values;  // empty: 1 everywhere
  int64_t width = 1;          // of a row of the tensor
  bool by_row = false;

  // keys [count] of the elements from `begin` on, times their h.
  void apply(int64_t begin, size_t count, uint32_t* keys) const {
    int64_t row = begin / width, column = begin % width;
    for (size_t i = 0; i < count; ++i) {
      const float scale = values[static_cast<size_t>(by_row ? row : column)];
      keys[i] = size_key(std::bit_cast<float>(keys[i]) * scale);
      const bool last = ++column == width;
      row += last ? 1 : 0;
      column = last ? 0 : column;
    }
  }
};

Scale scale_of(const Parts& parts, const Moments& moments) {
  const auto found = moments.find(checkpoints::decoder_name(parts.name()));
  if (found == moments.end() || parts.shape().size() != 2) return {};
  Scale scale{{}, parts.shape()[1], parts.name().ends_with("embed_tokens.weight")};
  for (const double h : found->second) scale.values.push_back(static_cast<float>(std::sqrt(h)));
  DRAGOMAN_CHECK(scale.values.size() == static_cast<size_t>(parts.shape()[scale.by_row ? 0 : 1]),
                 "a calibration covers the tensor");
  return scale;
}

KeysOf saliency(const Parts& parts, const Settings& settings) {
  auto scales = std::make_shared<std::vector<Scale>>(parts.models());
  for (size_t k = 0; k < settings.moments.size(); ++k)
    (*scales)[k] = scale_of(parts, settings.moments[k]);
  return [scales](const Stretch& stretch, size_t k, uint32_t* keys) {
    const Scale& scale = (*scales)[k];
    const float* model = stretch.models[k];
    for (size_t i = 0; i < stretch.count; ++i) keys[i] = size_key(model[i] - stretch.base[i]);
    if (!scale.values.empty()) scale.apply(stretch.begin, stretch.count, keys);
  };
}

Share plan(const Parts& parts, const Settings& settings) {
  if (parts.size() > int64_t{UINT32_MAX})
    throw_input("{}: has {} elements, obim takes tensors of up to 2^32", parts.name(),
                parts.size());
  Turns turns{{}, settings.rounds};
  for (const double density : settings.density)
    turns.quotas.push_back(quota(density, parts.size()));
  const auto owners = std::make_shared<const std::vector<uint8_t>>(
      choose_owners(parts, turns, saliency(parts, settings)));
  return [settings, owners](const Piece& piece, const Shares& shares) {
    give_weights(piece, shares, settings.weight);
    const uint8_t* owner = owners->data() + piece.begin;
    for (size_t k = 0; k < piece.models.size(); ++k)
      for (size_t i = 0; i < piece.count; ++i)
        shares.of_model(k)[i] = owner[i] == k + 1 ? shares.of_model(k)[i] : 0.0;
    add_to_base(piece, shares, settings.lambda);
  };
}

}  // namespace

Method obim_method() {
  constexpr size_t kMostModels = 255;  // a byte says whose a position is
  Method method{"obim", "Every position from one model at most: the one it matters most to.", &plan,
                /*normalize=*/false, kDensity};
  method.most_models = kMostModels;
  return method;
}

}  // namespace dragoman::merging
