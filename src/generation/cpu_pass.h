// One step through all layers, as every worker of a CpuDecoder takes it.
#pragma once

#include "generation/cpu_decoder.h"

namespace dragoman::generation {

class CpuPass {
 public:
  CpuPass(CpuDecoder& decoder, std::span<const StepRow> rows,
          const CpuDecoder::OnLogits& on_logits);

  // How many workers are to run: less than the team where there is little to do.
  size_t workers() const { return workers_; }
  void run(size_t worker);

 private:
  // What a worker does. With many rows each has rows of its own and meets nobody; with few, all
  // have all rows and share the panels of each matrix and the heads of each row.
  struct Part {
    size_t begin, end;     // rows
    size_t share, shares;  // of panels and heads
    CpuDecoder::Scratch& scratch;

    size_t rows() const { return end - begin; }
  };

  Part part_of(size_t worker);
  void meet(const Part& part);
  void embed(const Part& part);
  void norm(const Part& part, const std::vector<float>& weight);
  static std::pair<size_t, size_t> columns_of(const Part& part,
                                              const kernels::PackedMatrix& matrix);
  void multiply(const Part& part, const PackedLinear& linear, const float* in,
                std::vector<float>& out);
  void attention_block(const Part& part, size_t layer);
  void place_heads(const Part& part, size_t layer);
  void rotate_head(const float* norm, size_t row, bool local, float* head) const;
  void attend_heads(const Part& part, size_t layer);
  void feed_forward_block(const Part& part, size_t layer);
  void add_output(const Part& part, const std::vector<float>& norm);
  void write_logits(const Part& part);
  void finish(size_t row, std::span<float> logits);
  template <class Body>
  void for_each_head(const Part& part, const Body& body);

  CpuDecoder& decoder_;
  const nn::ModelConfig& config_;
  const PackedModel& model_;
  std::span<const StepRow> rows_;
  const CpuDecoder::OnLogits& on_logits_;
  std::vector<size_t> drawn_;  // rows whose logits somebody wants
  size_t workers_;
  bool shares_;    // workers share panels
  bool prefills_;  // a row may look at another one of this step
  size_t width_, query_width_, projected_width_, head_dim_, group_;
};

}  // namespace dragoman::generation
