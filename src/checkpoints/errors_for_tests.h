// What a reader says about a file.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "base/error.h"

namespace dragoman::checkpoints {

// The message of the Error that `act` must throw.
inline std::string error_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kInput);
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

}  // namespace dragoman::checkpoints
