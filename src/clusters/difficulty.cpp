#include "clusters/difficulty.h"

#include <array>

#include "base/error.h"

namespace dragoman::clusters {
namespace {

constexpr std::array<std::string_view, kGrades> kNames{"very simple", "simple", "moderate",
                                                       "difficult", "very difficult"};

}  // namespace

int grade_of_successes(int64_t successes, int64_t attempts) {
  DRAGOMAN_CHECK(0 <= successes && successes <= attempts && attempts >= 1, "no such share");
  // The most successes, of 16, that an item of this difficulty has.
  constexpr std::array<int64_t, 4> kMost{14, 10, 5, 1};
  int grade = 1;
  for (const int64_t most : kMost) {
    if (16 * successes <= most * attempts) ++grade;
  }
  return grade;
}

std::string_view name_of_grade(int grade) {
  DRAGOMAN_CHECK(grade >= 1 && grade <= kGrades, "no such grade");
  return kNames[static_cast<size_t>(grade - 1)];
}

int find_grade(std::string_view text) {
  for (int grade = 1; grade <= kGrades; ++grade) {
    if (text == name_of_grade(grade)) return grade;
    if (text.size() == 1 && text[0] == '0' + grade) return grade;
  }
  return 0;
}

}  // namespace dragoman::clusters
