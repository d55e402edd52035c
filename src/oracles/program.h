// An outside program as an oracle, and as the judge of the reward `program`; docs/guide/teachers.md
// has the lines that are exchanged.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "oracles/program_client.h"
#include "oracles/reply_rules.h"

namespace dragoman::oracles {

struct ProgramOracleConfig {
  ProgramConfig program;
  ReplyRules rules;

  template <class Visitor>
  void fields(Visitor& visit) {
    program.fields(visit);
    rules.fields(visit);
  }
};

// The oldest unanswered question is the one that a death is blamed on; all others are answered.
class Program final : public Oracle {
 public:
  explicit Program(ProgramOracleConfig config);

  std::string identity(const Question& question) const override;
  bool answers(Ask) const override { return true; }
  int64_t workers() const override { return 1; }
  bool is_dear() const override { return true; }
  std::vector<Answer> answer(std::span<const Question> questions) override;
  void stop() override { client_.stop(); }

 private:
  ProgramOracleConfig config_;
  ProgramClient client_;
};

}  // namespace dragoman::oracles
