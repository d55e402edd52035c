// What a merge found and did: how far the models' changes are orthogonal, where their signs agree,
// and who has a share of which part.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "merging/tensor_merge.h"

namespace dragoman::merging {

class Report {
 public:
  // By the tensor's name: "model.layers.3.mlp.up_proj.weight" counts for the part
  // "mlp.up_proj.weight" and for layer 3; tensors of no layer for their own name alone.
  void add(const std::string& name, const Overlap& overlap);

  // Rows of the table, in the order of the forward pass: all, then parts, then layers.
  struct Row {
    std::string name;
    const Overlap* overlap;
  };
  std::vector<Row> rows() const;

  // By row: "tensors" ("all", a part, "layer 3"), "weights" (how many), "cosine" of the changes, a
  // matrix, "same_sign", the share of positions changed by several models at which all agree, null
  // where there are none, and "taken", by model.
  Json to_json() const;

 private:
  Overlap all_;
  std::vector<std::string> part_order_;
  std::map<std::string, Overlap> parts_;
  std::map<int64_t, Overlap> layers_;
};

// Of the positions that several models change; -1 where there are none.
double same_sign(const Overlap& overlap);

}  // namespace dragoman::merging
