// Instruction sets as they come into rows of one layout, with where each came from.
#include "corpus/formats.h"
#include "corpus/rows.h"
#include "corpus/stage.h"
#include "text/language.h"

namespace dragoman::corpus {
namespace {

struct ConvertConfig {
  std::string format;
  std::string language;
  std::string license;
  bool all_paths = false;

  template <class Visitor>
  void fields(Visitor& visit) {
    visit("format", format, "alpaca, dolly, oasst, sharegpt, text or trl", config::Required{});
    visit("language", language, "of rows that don't say it");
    visit("license", license, "of the set, kept with every row");
    visit("all_paths", all_paths, "of trees, every path to an answer; else the best-ranked one");
  }
};

class Convert final : public Stage {
 public:
  explicit Convert(ConvertConfig config)
      : config_(std::move(config)), format_(format_named(config_.format)) {}

  void run(Job& job) override {
    const FormatOptions options{config_.all_paths, job.options().field};
    const Counts counts = run_rows(job, "convert", [&](const InputRow& row) {
      Outcome outcome;
      auto found = format_.read(row.parse(), row.where(), options);
      for (size_t i = 0; i < found.size(); ++i)
        outcome.lines.push_back(line_of(row, std::move(found[i]), found.size() > 1 ? i + 1 : 0));
      if (outcome.lines.empty()) return Outcome::remove("no_answer");
      return outcome;
    });
    job.finish(counts, nullptr);
  }

 private:
  // `number` tells the conversations of one row apart; 0: there is only one.
  std::string line_of(const InputRow& row, Conversation found, size_t number) const {
    std::string id = found.id;
    if (id.empty()) id = number == 0 ? row.place() : fmt::format("{}/{}", row.place(), number);
    Json made = {{"id", std::move(id)}};
    made.update(found.row);
    const std::string& language = found.language.empty() ? config_.language : found.language;
    if (!language.empty()) made["language"] = text::normalize_language(language);
    made["provenance"] = {{"format", config_.format}, {"place", row.place()}};
    if (!config_.license.empty()) made["provenance"]["license"] = config_.license;
    return to_line(made);
  }

  ConvertConfig config_;
  const Format& format_;
};

}  // namespace

config::Entry<Stage> convert() {
  return config::make_entry<Stage, Convert, ConvertConfig>(
      "convert", "Reads instruction sets (Dolly, OASST, Alpaca, ShareGPT, TRL) into one layout.");
}

}  // namespace dragoman::corpus
