// The conversations of one rollout with its tools: reads the calls of every turn, has them run, and
// replies with their results. See docs/decisions/012-tools-in-rollouts.md.
#pragma once

#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "data/row.h"
#include "episodes/conversation.h"
#include "tools/tool_use.h"

namespace dragoman::tools {

// What a request asked.
struct Asked {
  const data::Row* row = nullptr;  // outlives the conversation
  templates::Conversation conversation;
};

// For one call of a generator: a turn's request counts in `asked`. A call that can't be read, names
// no tool or has wrong arguments is a call, costs one and is answered with what is wrong with it. A
// turn without calls ends its conversation; one beyond the limit asks for a tool that nobody runs.
class ToolConversation final : public episodes::Conversation {
 public:
  ToolConversation(const ToolUse& use, std::vector<Asked> asked)
      : use_(use), asked_(std::move(asked)) {}
  ~ToolConversation() override;  // waits for calls that are under way

  episodes::Reply reply(const episodes::Turn& turn) override;
  void wait() override;

  // All calls of a sample that have been answered, in their order.
  std::vector<episodes::ToolCall> calls(int64_t request, int64_t sample) const;

 private:
  using Calls = std::vector<episodes::ToolCall>;

  // Calls of a turn that are under way.
  struct Work {
    Calls calls;
    std::vector<std::string> known;  // names as they are shown; "" for no tool's
    size_t open = 0;                 // calls without a result
    std::exception_ptr error;
  };
  struct Talk {
    Calls calls;
    int64_t turns = 0;
    std::shared_ptr<Work> work;  // null: nothing is under way
  };

  std::vector<WrittenCall> read(const episodes::Completion& completion) const;
  void begin(Talk& talk, const std::vector<WrittenCall>& written, const data::Row& row);
  std::string refusal(const WrittenCall& call, size_t place) const;
  void run(const NamedTool& tool, const Json& arguments, const data::Row& row, size_t place,
           const std::shared_ptr<Work>& work);
  void settle(Work& work, size_t place, const Result& result);
  episodes::Reply finish(Talk& talk, const episodes::Turn& turn);

  const ToolUse& use_;
  std::vector<Asked> asked_;
  std::mutex mutex_;  // of all work, and of:
  std::condition_variable changed_;
  size_t done_ = 0;     // turns whose calls all have a result, and which nobody has taken
  size_t running_ = 0;  // calls on other threads
  std::map<std::pair<int64_t, int64_t>, Talk> talks_;  // by request and sample
};

}  // namespace dragoman::tools
