// What goes into a decoder's matrices on some texts, in the mean of squares: the diagonal of the
// Hessian of each linear layer's squared error (as in OBD, LeCun et al., 1990).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "episodes/backend.h"

namespace dragoman::nn {

// As Backend::input_moments. Layer after layer goes over all tokens, on the CPU in float32.
std::map<std::string, std::vector<double>> input_moments(const episodes::MomentsRequest& request);

}  // namespace dragoman::nn
