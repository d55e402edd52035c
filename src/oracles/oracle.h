// Teachers, judges and outside scorers: whoever is asked about a source and a draft of its
// translation. One oracle a file; a Desk (oracles/desk.h) stands before each.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/random.h"
#include "data/row.h"

namespace dragoman::worlds {
class World;
}

namespace dragoman::oracles {

// A minimal edit of the draft / a translation of the source / a score of the draft / whatever the
// prompt asks for: then the source is the whole prompt, and a draft only numbers its samples.
enum class Ask { kRefine, kTranslate, kJudge, kComplete };

const char* name_of(Ask ask);  // "refine", "translate", "judge", "complete"

struct Question {
  Ask ask = Ask::kRefine;
  const data::Row* row = nullptr;  // source, references, languages, document; outlives the answer
  std::string draft;               // "" of kTranslate; of kComplete "", "2", "3", …
  int64_t round = 0;               // of the desk's; decides no answer
};

// Why there is no answer.
enum class Failure {
  kNone,
  kTimeout,
  kConnection,  // refused, cut off, unknown host
  kHttp429,     // too many requests, in spite of waiting
  kHttp4xx,
  kHttp5xx,
  kMalformed,   // not what the protocol says
  kWrongCount,  // another number of answers than were asked for
  kEmpty,
  kTruncated,  // the teacher's limit of length cut it off
  kBabbling,   // more than the text that was asked for
  kRefused,    // the teacher would not
  kQuota,      // the account is empty
  kBudget,     // the recipe's budget is
  kMissing,    // a replay or a target has no such answer
  kDied,       // the outside program, before it answered
  kError       // the outside program says that it could not
};

const char* name_of(Failure failure);  // "timeout", "http_429", …; "none"
Failure failure_of(std::string_view name);

// Whether the teacher's word is in it, which was paid for and would be the same again.
bool is_lasting(Failure failure);

// Credit for the bytes [begin, end) of a draft.
struct Stretch {
  size_t begin = 0;
  size_t end = 0;
  double value = 0.0;

  bool operator==(const Stretch&) const = default;
};

// What answering took; zeros where nothing was asked of anybody.
struct Spent {
  int64_t requests = 0;  // retries included
  int64_t retries = 0;
  int64_t prompt_tokens = 0;
  int64_t completion_tokens = 0;
  double cost = 0.0;
  double seconds = 0.0;

  Spent& operator+=(const Spent& other);
};

struct Answer {
  std::string text;             // of all but kJudge; not empty
  std::optional<double> score;  // of kJudge
  std::vector<Stretch> stretches;
  Failure failure = Failure::kNone;
  std::string why;  // of a failure: one sentence
  Spent spent;

  bool usable() const { return failure == Failure::kNone; }
  static Answer failed(Failure failure, std::string why);
};

// What an oracle may need of the run it serves; all of it outlives the oracle.
struct OracleContext {
  Path run_folder;                       // empty: there is none, and nothing is kept
  Rng rng{0};                            // for waits that are shortened at random
  const worlds::World* world = nullptr;  // null: the data is from files
  std::span<const data::Row> rows = {};  // of the training data
  Path checkpoint = {};                  // that the policy starts from; empty: a fresh model
  std::string dtype = "float32";         // of the policy
  std::function<void(const std::string&)> say = {};  // to the log; empty: nobody listens
};

// The database in the run folder: answers, unless they are kept elsewhere, failures, spending.
inline constexpr const char* kOracleFile = "oracle.sqlite";

class Oracle {
 public:
  virtual ~Oracle() = default;

  // What decides the answer beside what is asked, the direction, the source and the draft: the
  // oracle's name, model and prompts, and what else of the row it reads. Part of the cache's key.
  virtual std::string identity(const Question& question) const = 0;
  virtual bool answers(Ask ask) const = 0;

  // Threads that call `answer` at once; 0: only the thread that collects does, with everything that
  // is asked in one batch.
  virtual int64_t workers() const { return 0; }
  // Most questions of one call; 0: any number.
  virtual int64_t batch_size() const { return 0; }
  // Whether answers are worth keeping: those that cost money or much time.
  virtual bool is_dear() const { return false; }

  // One answer a question, in their order. A failure is an answer; an Error stops the run. Called
  // from `workers()` threads at once.
  virtual std::vector<Answer> answer(std::span<const Question> questions) = 0;

  // As the desk's, for an oracle that has a desk behind it.
  virtual void close_round(int64_t) {}

  // Makes calls of `answer` that wait return soon with whatever they have.
  virtual void stop() {}
};

}  // namespace dragoman::oracles
