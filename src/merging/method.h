// What a way of merging is: for every position, how much of the base and of each model it takes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "merging/parts.h"

namespace dragoman::merging {

// Mean squares of what goes into each column of a weight, by the weight's name; of the embedding,
// how frequent each token is.
using Moments = std::map<std::string, std::vector<double>>;

// Names and meanings are mergekit's where it has them.
struct Settings {
  std::vector<double> weight;    // by model: its share
  std::vector<double> density;   // by model: share of positions kept, (0, 1]
  double lambda = 1.0;           // of what is added to the base
  bool normalize = false;        // shares are divided by their sum
  double t = 0.5;                // slerp: 0 is the base, 1 the model
  uint64_t seed = 0;             // of what is dropped at random
  int64_t rounds = 10;           // obim: in which the models choose by turns
  std::vector<Moments> moments;  // obim, by model; none: saliency is the size of the change
};

// Neighbouring elements, at most kPiece.
inline constexpr size_t kPiece = 512;
struct Piece {
  int64_t begin = 0;  // among the tensor's elements
  size_t count = 0;
  const float* base = nullptr;
  std::vector<const float*> models;

  // What model k adds to element i, rounded to float32.
  float change(size_t k, size_t i) const { return models[k][i] - base[i]; }
};

// The merged element i is the sum of base[i] * rows[0][i] and models[k][i] * rows[k + 1][i].
struct Shares {
  std::vector<double*> rows;  // [models + 1], of kPiece

  double* of_base() const { return rows[0]; }
  double* of_model(size_t k) const { return rows[k + 1]; }
};

// Fills the shares of a piece's elements; from several threads at once.
using Share = std::function<void(const Piece& piece, const Shares& shares)>;

struct Method {
  const char* name;
  const char* sentence;
  // What of a tensor has to be known before its elements can be merged.
  Share (*plan)(const Parts& parts, const Settings& settings);
  bool normalize = false;  // if the user does not say
  double density = 1.0;    // likewise
  size_t least_models = 1;
  size_t most_models = SIZE_MAX;
};

// All, in the order of the help.
std::span<const Method> methods();
// An unknown name is an Error with the nearest.
const Method& find_method(std::string_view name);

}  // namespace dragoman::merging
