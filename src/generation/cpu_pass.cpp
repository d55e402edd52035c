#include "generation/cpu_pass.h"

#include <algorithm>

#include "kernels/attention.h"
#include "kernels/vector_ops.h"

namespace dragoman::generation {
namespace {

constexpr size_t kOwnRows = 12;                  // of a worker, so that it works alone
constexpr size_t kWorkAlone = size_t{1} << 21;   // multiplications not worth a meeting
constexpr size_t kLogitBlock = size_t{1} << 24;  // floats of logits that a worker holds
constexpr size_t kTokens = kernels::kPageTokens;

}  // namespace

CpuPass::CpuPass(CpuDecoder& decoder, std::span<const StepRow> rows,
                 const CpuDecoder::OnLogits& on_logits)
    : decoder_(decoder),
      config_(decoder.config_),
      model_(decoder.model_),
      rows_(rows),
      on_logits_(on_logits),
      workers_(rows.size() * decoder.row_work_ < kWorkAlone
                   ? 1
                   : static_cast<size_t>(decoder.team_.size())),
      shares_(workers_ > 1 && rows.size() < kOwnRows * workers_),
      prefills_(false),
      width_(static_cast<size_t>(config_.hidden_size)),
      query_width_(static_cast<size_t>(config_.query_size())),
      projected_width_(query_width_ + 2 * static_cast<size_t>(config_.key_value_size())),
      head_dim_(static_cast<size_t>(config_.head_dim)),
      group_(static_cast<size_t>(config_.num_attention_heads / config_.num_key_value_heads)) {
  for (size_t row = 0; row < rows.size(); ++row) {
    const bool drawn = rows[row].is_drawn();
    if (drawn) drawn_.push_back(row);
    prefills_ |= !drawn || (row > 0 && rows[row].pages == rows[row - 1].pages);
  }
  const auto inner = static_cast<size_t>(config_.intermediate_size);
  CpuDecoder::Buffers& buffers = decoder.buffers_;
  buffers.projected.resize(rows.size() * projected_width_);
  buffers.mixed.resize(rows.size() * query_width_);
  buffers.gate.resize(rows.size() * inner);
  buffers.up.resize(rows.size() * inner);
  buffers.out.resize(rows.size() * width_);
  if (shares_) buffers.logits.resize(drawn_.size() * static_cast<size_t>(config_.vocab_size));
}

CpuPass::Part CpuPass::part_of(size_t worker) {
  CpuDecoder::Scratch& scratch = decoder_.scratch_[worker];
  if (shares_) return {0, rows_.size(), worker, workers_, scratch};
  return {rows_.size() * worker / workers_, rows_.size() * (worker + 1) / workers_, 0, 1, scratch};
}

// Workers that share must not read what another has yet to write.
void CpuPass::meet(const Part& part) {
  if (part.shares > 1) decoder_.team_.wait_for_all();
}

void CpuPass::run(size_t worker) {
  const Part part = part_of(worker);
  embed(part);
  for (size_t layer = 0; layer < model_.layers.size(); ++layer) {
    attention_block(part, layer);
    feed_forward_block(part, layer);
  }
  write_logits(part);
}

void CpuPass::embed(const Part& part) {
  part.scratch.hidden.resize(part.rows() * width_);
  part.scratch.normed.resize(part.rows() * width_);
  const auto factor = static_cast<float>(config_.embedding_scale);
  for (size_t i = 0; i < part.rows(); ++i)
    kernels::scale(model_.embedded(rows_[part.begin + i].token), factor, width_,
                   part.scratch.hidden.data() + i * width_);
}

void CpuPass::norm(const Part& part, const std::vector<float>& weight) {
  const auto epsilon = static_cast<float>(config_.rms_norm_eps);
  for (size_t i = 0; i < part.rows() * width_; i += width_)
    kernels::rms_norm(part.scratch.hidden.data() + i, weight.data(), width_, epsilon,
                      part.scratch.normed.data() + i);
}

// Outputs from one to before the other that the part computes.
std::pair<size_t, size_t> CpuPass::columns_of(const Part& part,
                                              const kernels::PackedMatrix& matrix) {
  const size_t width = matrix.panel_width();
  return {matrix.panels() * part.share / part.shares * width,
          std::min(matrix.outputs(), matrix.panels() * (part.share + 1) / part.shares * width)};
}

// in * weight^T + bias; `in` and `out` are of the part's rows, [rows, inputs] and [N, outputs].
// Sums of bfloat16 are rounded to it, as the trainer's are.
void CpuPass::multiply(const Part& part, const PackedLinear& linear, const float* in,
                       std::vector<float>& out) {
  const kernels::PackedMatrix& matrix = linear.matrix;
  const size_t width = matrix.outputs();
  float* rows = out.data() + part.begin * width;
  matrix.multiply({in, matrix.inputs()}, part.rows(), {rows, width},
                  matrix.panels() * part.share / part.shares,
                  matrix.panels() * (part.share + 1) / part.shares);
  const bool rounds = matrix.format() == kernels::WeightFormat::kBfloat16;
  if (!rounds && linear.bias.empty()) return;
  const auto [begin, end] = columns_of(part, matrix);
  for (size_t row = 0; row < part.rows() && begin < end; ++row) {
    float* sums = rows + row * width + begin;
    if (!linear.bias.empty()) kernels::add(linear.bias.data() + begin, end - begin, sums);
    if (rounds) kernels::round_to_bfloat16(sums, end - begin);
  }
}

template <class Body>
void CpuPass::for_each_head(const Part& part, const Body& body) {
  const auto heads = static_cast<size_t>(config_.num_key_value_heads);
  for (size_t i = part.begin * heads + part.share; i < part.end * heads; i += part.shares)
    body(i / heads, i % heads);
}

void CpuPass::attention_block(const Part& part, size_t index) {
  const PackedLayer& layer = model_.layers[index];
  CpuDecoder::Buffers& buffers = decoder_.buffers_;
  norm(part, layer.attention_norm);
  multiply(part, layer.projections, part.scratch.normed.data(), buffers.projected);
  meet(part);
  place_heads(part, index);
  if (prefills_ && workers_ > 1) decoder_.team_.wait_for_all();
  attend_heads(part, index);
  meet(part);
  multiply(part, layer.output, buffers.mixed.data() + part.begin * query_width_, buffers.out);
  meet(part);
  add_output(part, layer.attention_output_norm);
}

void CpuPass::rotate_head(const float* norm, size_t row, bool local, float* head) const {
  if (norm != nullptr)
    kernels::rms_norm(head, norm, head_dim_, static_cast<float>(config_.rms_norm_eps), head);
  const RotaryCache& rotary = local ? decoder_.local_rotary_ : decoder_.rotary_;
  kernels::rotate(head, rotary.cosines(row), rotary.sines(row), head_dim_);
}

// Queries, keys and values get biases, norms and positions; keys and values go into the cache.
void CpuPass::place_heads(const Part& part, size_t index) {
  const PackedLayer& layer = model_.layers[index];
  const CacheLayout& layout = decoder_.layout_;
  const bool local = config_.local_rope && config_.window(index) > 0;
  const bool norms = config_.query_key_norm;
  for_each_head(part, [&](size_t row, size_t head) {
    float* projected = decoder_.buffers_.projected.data() + row * projected_width_;
    float* queries = projected + head * group_ * head_dim_;
    for (size_t g = 0; g < group_; ++g)
      rotate_head(norms ? layer.query_norm.data() : nullptr, row, local, queries + g * head_dim_);
    const size_t key_place = query_width_ + head * head_dim_;
    const size_t value_place = key_place + layout.heads * head_dim_;
    float* key = projected + key_place;
    float* value = projected + value_place;
    rotate_head(norms ? layer.key_norm.data() : nullptr, row, local, key);

    const auto position = static_cast<size_t>(rows_[row].position);
    const auto page = static_cast<size_t>((*rows_[row].pages)[position / kTokens]);
    float* cells = decoder_.cache_.get() + page * layout.page_floats + layout.place(index, head);
    for (size_t i = 0; i < head_dim_; ++i) cells[i * kTokens + position % kTokens] = key[i];
    std::copy_n(value, head_dim_,
                cells + layout.key_floats + position % kTokens * layout.value_stride);
  });
}

void CpuPass::attend_heads(const Part& part, size_t index) {
  const CacheLayout& layout = decoder_.layout_;
  const auto window = static_cast<size_t>(config_.window(index));
  const kernels::AttentionShape shape{head_dim_, layout.value_stride, group_,
                                      static_cast<float>(config_.query_scale),
                                      static_cast<float>(config_.attention_cap)};
  for_each_head(part, [&](size_t row, size_t head) {
    const auto end = static_cast<size_t>(rows_[row].position) + 1;
    const size_t begin = window > 0 && end > window ? end - window : 0;
    const size_t first_page = begin / kTokens;
    CpuDecoder::Scratch& scratch = part.scratch;
    scratch.pages.clear();
    for (size_t page = first_page; page * kTokens < end; ++page) {
      const auto id = static_cast<size_t>((*rows_[row].pages)[page]);
      const float* cells =
          decoder_.cache_.get() + id * layout.page_floats + layout.place(index, head);
      scratch.pages.push_back({cells, cells + layout.key_floats});
    }
    const kernels::Visible tokens{scratch.pages, begin - first_page * kTokens,
                                  end - first_page * kTokens};
    scratch.attention.resize(group_ * tokens.width() + layout.value_stride);
    const size_t place = head * group_ * head_dim_;
    kernels::attend(shape, decoder_.buffers_.projected.data() + row * projected_width_ + place,
                    tokens, scratch.attention.data(),
                    decoder_.buffers_.mixed.data() + row * query_width_ + place);
  });
}

// hidden += norm(out), or out where there is no norm.
void CpuPass::add_output(const Part& part, const std::vector<float>& norm) {
  for (size_t i = 0; i < part.rows(); ++i) {
    const float* out = decoder_.buffers_.out.data() + (part.begin + i) * width_;
    float* hidden = part.scratch.hidden.data() + i * width_;
    float* normed = part.scratch.normed.data() + i * width_;
    if (!norm.empty()) {
      kernels::rms_norm(out, norm.data(), width_, static_cast<float>(config_.rms_norm_eps), normed);
      out = normed;
    }
    kernels::add(out, width_, hidden);
  }
}

void CpuPass::feed_forward_block(const Part& part, size_t index) {
  const PackedLayer& layer = model_.layers[index];
  CpuDecoder::Buffers& buffers = decoder_.buffers_;
  norm(part, layer.feed_forward_norm);
  multiply(part, layer.gate, part.scratch.normed.data(), buffers.gate);
  multiply(part, layer.up, part.scratch.normed.data(), buffers.up);
  const auto inner = static_cast<size_t>(config_.intermediate_size);
  const auto [begin, end] = columns_of(part, layer.gate.matrix);
  const auto open = config_.hidden_act == "silu" ? kernels::gate_silu : kernels::gate_gelu_tanh;
  for (size_t row = part.begin; row < part.end && begin < end; ++row) {
    float* gate = buffers.gate.data() + row * inner + begin;
    float* up = buffers.up.data() + row * inner + begin;
    open(gate, up, end - begin, gate);
  }
  meet(part);
  multiply(part, layer.down, buffers.gate.data() + part.begin * inner, buffers.out);
  meet(part);
  add_output(part, layer.feed_forward_output_norm);
}

void CpuPass::finish(size_t row, std::span<float> logits) {
  if (config_.logit_cap > 0.0)
    kernels::soft_cap(logits.data(), logits.size(), static_cast<float>(config_.logit_cap));
  on_logits_(rows_[row], logits);
}

void CpuPass::write_logits(const Part& part) {
  const auto vocabulary = static_cast<size_t>(config_.vocab_size);
  const auto epsilon = static_cast<float>(config_.rms_norm_eps);
  const auto first = std::lower_bound(drawn_.begin(), drawn_.end(), part.begin);
  const auto last = std::lower_bound(first, drawn_.end(), part.end);
  const std::span<const size_t> drawn(first, last);
  std::vector<float>& normed = part.scratch.normed;
  for (size_t i = 0; i < drawn.size(); ++i)
    kernels::rms_norm(part.scratch.hidden.data() + (drawn[i] - part.begin) * width_,
                      model_.norm.data(), width_, epsilon, normed.data() + i * width_);
  const size_t block =
      part.shares > 1 ? drawn.size() : std::max<size_t>(1, kLogitBlock / vocabulary);
  std::vector<float>& logits = part.shares > 1 ? decoder_.buffers_.logits : part.scratch.logits;
  if (part.shares == 1) logits.resize(std::min(block, drawn.size()) * vocabulary);
  for (size_t begin = 0; begin < drawn.size(); begin += block) {
    const size_t count = std::min(block, drawn.size() - begin);
    model_.head.multiply({normed.data() + begin * width_, width_}, count,
                         {logits.data(), vocabulary},
                         model_.head.panels() * part.share / part.shares,
                         model_.head.panels() * (part.share + 1) / part.shares);
    meet(part);
    for (size_t i = part.share; i < count; i += part.shares)
      finish(drawn[begin + i], {logits.data() + i * vocabulary, vocabulary});
  }
}

}  // namespace dragoman::generation
