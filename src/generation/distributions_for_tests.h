// The distribution that settings ask for, by the definitions of the filters written out plainly,
// and whether counted draws follow it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <vector>

#include "generation/logit_rules.h"

namespace dragoman::generation {

inline std::vector<double> softmax(const std::vector<double>& logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const double logit : logits) sum += std::exp(logit - largest);
  std::vector<double> p;
  for (const double logit : logits) p.push_back(std::exp(logit - largest) / sum);
  return p;
}

inline void drop_if(std::vector<double>& logits, const std::function<bool(size_t)>& drop) {
  for (size_t i = 0; i < logits.size(); ++i)
    if (drop(i)) logits[i] = -std::numeric_limits<double>::infinity();
}

// Biases and penalties.
inline void plain_changes(std::vector<double>& logits, const episodes::SamplingSettings& settings,
                          const RowContext& row) {
  for (const auto& [id, bias] : settings.logit_bias) logits[std::stoul(id)] += bias;
  for (const TokenId token : std::set<TokenId>(row.history.begin(), row.history.end()))
    logits[token] *=
        logits[token] > 0 ? 1.0 / settings.repetition_penalty : settings.repetition_penalty;
  const std::multiset<TokenId> said(row.history.begin() + static_cast<int64_t>(row.prompt_tokens),
                                    row.history.end());
  for (const TokenId token : std::set<TokenId>(said.begin(), said.end()))
    logits[token] -= settings.presence_penalty +
                     settings.frequency_penalty * static_cast<double>(said.count(token));
}

inline bool plain_allows(TokenId token, const episodes::SamplingSettings& settings,
                         const RowContext& row, const std::vector<TokenId>& end_tokens) {
  const auto among = [&](const auto& list) {
    return std::find(list.begin(), list.end(), token) != list.end();
  };
  const bool ends = among(end_tokens);
  const size_t said = row.history.size() - row.prompt_tokens;
  if (ends && static_cast<int64_t>(said) < settings.min_new_tokens) return false;
  if (row.mask != nullptr && !(ends ? row.mask->complete : row.mask->allows(token))) return false;
  if (among(settings.suppress_tokens)) return false;
  if (!settings.allowed_token_ids.empty() && !among(settings.allowed_token_ids)) return false;
  for (const std::vector<int64_t>& word : settings.bad_words_ids) {
    std::vector<int64_t> end(row.history.begin(), row.history.end());
    end.push_back(token);
    if (end.size() >= word.size() && std::equal(word.rbegin(), word.rend(), end.rbegin()))
      return false;
  }
  return true;
}

inline void plain_filters(std::vector<double>& logits, const episodes::SamplingSettings& settings) {
  const std::vector<double> first = logits;
  if (settings.top_k > 0)
    drop_if(logits, [&](size_t i) {
      return std::count_if(first.begin(), first.end(), [&](double x) { return x > first[i]; }) >=
             settings.top_k;
    });
  const auto mass_above = [](const std::vector<double>& p, double value) {
    double mass = 0.0;
    for (const double other : p) mass += other > value ? other : 0.0;
    return mass;
  };
  std::vector<double> p = softmax(logits);
  if (settings.top_p < 1.0)
    drop_if(logits, [&](size_t i) {
      const double above = mass_above(p, p[i]);
      return above >= settings.top_p && above > 0.0;
    });
  p = softmax(logits);
  if (settings.min_p > 0.0)
    drop_if(logits, [&](size_t i) {
      return p[i] < settings.min_p * *std::max_element(p.begin(), p.end());
    });
}

// One filter after the other (no two logits may be equal). temperature > 0; some token is allowed.
inline std::vector<double> exact_distribution(const std::vector<float>& given,
                                              const episodes::SamplingSettings& settings,
                                              const RowContext& row,
                                              const std::vector<TokenId>& end_tokens) {
  std::vector<double> logits(given.begin(), given.end());
  plain_changes(logits, settings, row);
  drop_if(logits, [&](size_t i) {
    return !plain_allows(static_cast<TokenId>(i), settings, row, end_tokens);
  });
  for (double& logit : logits) logit /= settings.temperature;
  plain_filters(logits, settings);
  return softmax(logits);
}

// Pearson's statistic within four standard deviations of its mean, and nothing that cannot be.
inline void expect_follows(const std::vector<double>& counts, const std::vector<double>& p) {
  double draws = 0.0, chi_square = 0.0, cells = -1.0;
  for (const double count : counts) draws += count;
  for (size_t i = 0; i < p.size(); ++i) {
    if (p[i] == 0.0) {
      EXPECT_EQ(counts[i], 0.0) << "token " << i;
      continue;
    }
    chi_square += std::pow(counts[i] - draws * p[i], 2) / (draws * p[i]);
    cells += 1.0;
  }
  EXPECT_LT(chi_square, cells + 4.0 * std::sqrt(2.0 * cells) + 1e-9);
}

// Every setting alone, and all that can stand together. `history` must be of tokens below 20.
struct NamedSettings {
  const char* name;
  episodes::SamplingSettings settings;
};

inline std::vector<NamedSettings> settings_for_tests() {
  std::vector<NamedSettings> all = {
      {"nothing", {}},
      {"temperature", {.temperature = 0.6}},
      {"top_p", {.top_p = 0.8}},
      {"top_k", {.top_k = 6}},
      {"min_p", {.min_p = 0.05}},
      {"repetition_penalty", {.repetition_penalty = 1.6}},
      {"min_new_tokens", {.min_new_tokens = 100}},
      {"presence_penalty", {.presence_penalty = 1.5}},
      {"frequency_penalty", {.frequency_penalty = -0.7}},
      {"logit_bias", {.logit_bias = {{"3", 2.0}, {"7", -4.0}}}},
      {"bad_words_ids", {.bad_words_ids = {{4}, {2, 5}, {9, 2, 6}}}},
      {"suppress_tokens", {.suppress_tokens = {0, 8, 11}}},
      {"allowed_token_ids", {.allowed_token_ids = {1, 2, 3, 5, 8, 13}}},
      {"top_k and top_p", {.top_p = 0.7, .top_k = 9}},
      {"top_p and min_p", {.top_p = 0.95, .min_p = 0.03}},
  };
  episodes::SamplingSettings every = {0.9, 0.95, 25, 0.01, 1.2, 256, 3, 0.4, 0.2};
  every.logit_bias = {{"3", 1.0}};
  every.bad_words_ids = {{4}, {2, 5}};
  every.suppress_tokens = {8};
  all.push_back({"all together", every});
  return all;
}

}  // namespace dragoman::generation
