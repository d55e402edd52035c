// How difficult an item is, in the five grades of In2x (arXiv 2508.14472): 1 very simple, 2 simple,
// 3 moderate, 4 difficult, 5 very difficult.
#pragma once

#include <cstdint>
#include <string_view>

namespace dragoman::clusters {

constexpr int kGrades = 5;

// Of an item whose answers can be verified, by how many of several tries (In2x: 16 of a strong
// model) were right. The paper gives no borders; ours, of 16: 15 or 16 right are very simple, 11 to
// 14 simple, 6 to 10 moderate, 2 to 5 difficult, 0 or 1 very difficult. Other numbers of tries go
// by the same shares. An item that never comes out right may also be wrong itself: look at a
// sample. Needs 0 <= successes <= attempts and attempts >= 1.
int grade_of_successes(int64_t successes, int64_t attempts);

std::string_view name_of_grade(int grade);

// "4" or "difficult", as a judge wrote it; 0 for anything else.
int find_grade(std::string_view text);

}  // namespace dragoman::clusters
