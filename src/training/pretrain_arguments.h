// The settings of continued pre-training: which texts, how they are packed, what changes by phase.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.h"
#include "config/problems.h"
#include "data/config.h"
#include "data/row.h"

namespace dragoman::training {

// Texts of one sort. Without files of its own it takes the recipe's rows.
struct PretrainDomain {
  std::string name;
  double weight = 1.0;
  std::string document = "{source}";
  std::vector<std::string> target_languages;
  std::vector<std::string> row_domains;
  int64_t rows_per_document = 1;
  std::optional<data::DataConfig> data;
  std::optional<data::DataConfig> eval_data;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", name, "what metrics and phases call it", config::Required{});
    visit("weight", weight, "its share of the sequences, relative to the other domains'",
          config::at_least(0.0));
    visit("document", document,
          "the text of a row; {source}, {target}, {source_code}, {target_code} and {domain} are "
          "filled in; rows of one document follow each other in one text");
    visit("target_languages", target_languages,
          "only rows with one of these target languages; empty: all");
    visit("row_domains", row_domains,
          "only rows of one of these domains, as the data names them (of a world: simple, "
          "relative, coordinated, question); empty: all");
    visit("rows_per_document", rows_per_document,
          "so many neighbouring rows that name no document are one text, a line each",
          config::at_least(1));
    visit("data", data, "texts to learn; left out: the recipe's own rows");
    visit("eval_data", eval_data, "texts to measure; beside data without it: none");
  }

  void validate(config::Problems& problems) const;

  // Of these rows those that are asked for.
  std::vector<data::Row> chosen(std::vector<data::Row> rows) const;
};

// What changes from here on; what is left out stays as it was.
struct PretrainPhase {
  int64_t steps = 0;
  std::optional<int64_t> max_length;
  std::optional<double> rope_theta;
  std::optional<int64_t> min_length;
  std::map<std::string, double> weights;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("steps", steps, "how long it lasts; the last phase lasts to the end",
          config::at_least(0));
    visit("max_length", max_length, "tokens of a sequence", config::at_least(2));
    visit("rope_theta", rope_theta, "base of the rotary frequencies, for longer texts",
          config::above(0.0));
    visit("min_length", min_length, "documents with fewer tokens are left out",
          config::at_least(0));
    visit("weights", weights, "domain -> weight, of those whose weight changes",
          config::at_least(0.0));
  }
};

struct PretrainArguments {
  int64_t max_length = 256;
  int64_t eval_max_length = 0;
  std::string packing_strategy = "bfd_split";
  double z_loss_coef = 0.0;
  std::vector<PretrainDomain> domains;
  std::vector<PretrainPhase> phases;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("max_length", max_length, "tokens of a sequence, which holds as many documents as fit",
          config::at_least(2));
    visit("eval_max_length", eval_max_length,
          "tokens of held-out texts that are read at once; 0: as long as the phase's sequences. "
          "With the last phase's length from the start, losses by position can be compared",
          config::at_least(0));
    visit(
        "packing_strategy", packing_strategy,
        "bfd_split: documents are packed best fit decreasing, long ones in pieces; bfd: of a long "
        "one the beginning is kept; wrapped: end to end, cut wherever a sequence is full",
        config::OneOf{{"bfd", "bfd_split", "wrapped"}});
    visit("z_loss_coef", z_loss_coef,
          "of the squared logarithm of the softmax's denominator, which keeps logits small; 1e-4 "
          "is usual; 0: none",
          config::at_least(0.0));
    visit("domains", domains, "texts of one sort; one section each");
    visit("phases", phases, "what changes during the run, in order; one section each");
  }

  void validate(config::Problems& problems) const;

  // Whether no domain needs the recipe's rows.
  bool has_own_data() const;
};

// A phase with everything that holds in it. Steps [begin, end).
struct ResolvedPhase {
  int64_t begin = 0, end = 0;
  int64_t max_length = 0;
  int64_t context = 0;      // the longest max_length so far
  double rope_theta = 0.0;  // 0: the model's own
  int64_t min_length = 0;
  std::vector<double> weights;  // by domain
};

// At least one; the last one ends at `max_steps` or later.
std::vector<ResolvedPhase> resolve_phases(const PretrainArguments& arguments, int64_t max_steps);

}  // namespace dragoman::training
