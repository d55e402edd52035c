// With p = softmax(z), z = logits / T: d logprob / dz = onehot - p, d log_partition / dz = p and,
// for the entropy H = -sum p log p, dH / dz = -p (log p + H). A cap multiplies d/dz by 1 - (capped
// / cap)^2.
#include "passes/head.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/gradients.h"
#include "kernels/vector_ops.h"

namespace dragoman::passes {
namespace {

constexpr size_t kLogits = size_t{1} << 23;   // of a part, all rows
constexpr size_t kLeast = 256, kMost = 2048;  // tokens of a part

size_t part_size(size_t rows, size_t vocabulary) {
  const size_t fair = std::clamp(kLogits / std::max<size_t>(rows, 1), kLeast, kMost);
  return std::min(fair / kLeast * kLeast, vocabulary);
}

}  // namespace

void HeadPass::begin(const HeadPart& part, const HeadOptions& options, Rows states,
                     std::span<const int64_t> targets) {
  part_ = part;
  options_ = options;
  states_ = states;
  targets_ = targets;
  size_ = part_size(targets.size(), part.vocabulary);
  workspace_.restart();
  kept_.clear();
  spare_ = workspace_.block(rows(), size_);
  const size_t kept = options.keeps ? kKeptLogits / std::max<size_t>(rows() * size_, 1) : 0;
  for (size_t i = 0; i < std::min(kept, parts()); ++i)
    kept_.push_back(workspace_.block(rows(), size_));
}

Span HeadPass::tokens(size_t part) const {
  return {part * size_, std::min(part_.vocabulary, (part + 1) * size_)};
}

void HeadPass::prepare(size_t part) {
  const Span own = tokens(part);
  std::vector<Task> tasks;
  pack_outputs(panels_, own.size(), part_.width, part_.weight + own.begin * part_.width, tasks);
  run(tasks);
}

// The part's logits of these rows, capped and divided by the temperature.
void HeadPass::compute(size_t part, Span rows, Block logits) const {
  panels_.multiply(states_.from(rows.begin), rows.size(), logits.out(rows.begin));
  const size_t count = tokens(part).size();
  const auto cap = static_cast<float>(options_.cap);
  const auto inverse = static_cast<float>(1.0 / options_.temperature);
  for (size_t r = rows.begin; r < rows.end; ++r) {
    if (cap > 0.0F) kernels::soft_cap(logits.row(r), count, cap);
    if (inverse != 1.0F) kernels::scale(logits.row(r), inverse, count, logits.row(r));
  }
}

void HeadPass::add(size_t part, Span rows, Block logits) {
  const Span own = tokens(part);
  for (size_t r = rows.begin; r < rows.end; ++r) {
    Sums& sums = sums_[r];
    const float* row = logits.row(r);
    const kernels::Normalizer added = kernels::normalize(row, own.size(), nullptr);
    const double weighted =
        options_.entropy ? kernels::weighted_sum(row, own.size(), added.largest) : 0.0;
    const float largest = std::max(sums.largest, added.largest);
    const auto move = [largest](float from, double& sum, double& by_sum) {
      const double down = from == largest ? 0.0 : double{from} - largest;
      if (sum == 0.0) return;
      const double factor = std::exp(down);
      by_sum = factor * (by_sum + down * sum);
      sum *= factor;
    };
    double sum = added.sum, by_sum = weighted;
    move(sums.largest, sums.sum, sums.weighted);
    move(added.largest, sum, by_sum);
    sums.largest = std::isnan(sum) ? std::numeric_limits<float>::quiet_NaN() : largest;
    sums.sum += sum;
    sums.weighted += by_sum;
    const auto target = static_cast<size_t>(targets_[r]);
    if (target >= own.begin && target < own.end) sums.target = row[target - own.begin];
  }
}

void HeadPass::forward(const HeadColumns& columns) {
  sums_.assign(rows(), {-std::numeric_limits<float>::infinity(), 0.0F, 0.0, 0.0});
  for (size_t part = 0; part < parts(); ++part) {
    prepare(part);
    const Block logits = is_kept(part) ? kept_[part] : spare_;
    for_rows(rows(), [&](Span rows) {
      compute(part, rows, logits);
      add(part, rows, logits);
    });
  }
  write(columns);
}

void HeadPass::write(const HeadColumns& columns) const {
  for (size_t r = 0; r < rows(); ++r) {
    const Sums& sums = sums_[r];
    const double above = std::log(sums.sum);
    if (columns.logprob != nullptr)
      columns.logprob[r] = static_cast<float>(double{sums.target} - sums.largest - above);
    if (columns.entropy != nullptr)
      columns.entropy[r] = static_cast<float>(above - sums.weighted / sums.sum);
    if (columns.correct != nullptr) columns.correct[r] = sums.target >= sums.largest ? 1.0F : 0.0F;
    if (columns.log_partition != nullptr)
      columns.log_partition[r] = static_cast<float>(sums.largest + above);
  }
}

// Logits become the gradients by the head's products.
void HeadPass::to_gradients(size_t part, Span rows, Block logits, const HeadSlopes& slopes) const {
  const Span own = tokens(part);
  const auto at = [](const float* column, size_t r) {
    return column == nullptr ? 0.0F : column[r];
  };
  const double temperature = options_.temperature;
  const auto cap = static_cast<float>(options_.cap);
  std::vector<float> capped(cap > 0.0F ? own.size() : 0);
  for (size_t r = rows.begin; r < rows.end; ++r) {
    const Sums& sums = sums_[r];
    float* row = logits.row(r);
    if (cap > 0.0F) kernels::scale(row, static_cast<float>(temperature), own.size(), capped.data());
    const double above = std::log(sums.sum), entropy = above - sums.weighted / sums.sum;
    const double by_logprob = at(slopes.logprob, r), by_entropy = at(slopes.entropy, r);
    const double factor = at(slopes.log_partition, r) - by_logprob - by_entropy * entropy;
    kernels::logit_gradient(row, own.size(),
                            {sums.largest + above, static_cast<float>(factor / temperature),
                             static_cast<float>(-by_entropy / temperature)});
    const auto target = static_cast<size_t>(targets_[r]);
    if (target >= own.begin && target < own.end)
      row[target - own.begin] += static_cast<float>(by_logprob / temperature);
    if (cap > 0.0F) kernels::soft_cap_gradient(capped.data(), own.size(), cap, row);
  }
}

void HeadPass::backward(const HeadSlopes& slopes, MutableRows by_states, float* by_weight) {
  if (by_weight != nullptr) {
    inputs_.reshape(part_.width, rows());
    for_rows(rows(), [&](Span rows) { inputs_.pack_inputs(states_.from(rows.begin), rows); });
  }
  for (size_t part = 0; part < parts(); ++part) {
    const Span own = tokens(part);
    const Block logits = is_kept(part) ? kept_[part] : spare_;
    if (!is_kept(part)) prepare(part);
    std::vector<Task> tasks;
    pack_inputs(across_, part_.width, own.size(), part_.weight + own.begin * part_.width, tasks);
    run(tasks);
    for_rows(rows(), [&](Span rows) {
      if (!is_kept(part)) compute(part, rows, logits);
      to_gradients(part, rows, logits, slopes);
      if (by_states.data != nullptr)
        across_.multiply(logits.rows(rows.begin), rows.size(), by_states.from(rows.begin),
                         part > 0);
    });
    if (by_weight == nullptr) continue;
    tasks.clear();
    add_matrix(inputs_, logits.rows(), own.size(), by_weight + own.begin * part_.width, tasks);
    run(tasks);
  }
}

}  // namespace dragoman::passes
