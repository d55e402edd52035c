#include "tools/tool_conversation.h"

#include <chrono>

#include "text/utf8.h"
#include "tools/arguments.h"

namespace dragoman::tools {
namespace {

using episodes::Reply;

constexpr auto kPatience = std::chrono::milliseconds(100);

// The first `length` characters.
std::string shortened(const std::string& text, int64_t length) {
  const std::u32string characters = text::to_code_points(text);
  if (static_cast<int64_t>(characters.size()) <= length) return text;
  return text::to_utf8(std::u32string_view(characters).substr(0, static_cast<size_t>(length)));
}

}  // namespace

ToolConversation::~ToolConversation() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return running_ == 0; });
}

Reply ToolConversation::reply(const episodes::Turn& turn) {
  Talk& talk = talks_[{turn.request, turn.sample}];
  if (!talk.work) {
    const std::vector<WrittenCall> written = read(turn.completion);
    if (written.empty()) return {Reply::Kind::kEnd};
    const int64_t limit = use_.section().max_tool_calling_iterations;
    if (limit > 0 && talk.turns >= limit) return {Reply::Kind::kTool};
    begin(talk, written, *asked_.at(static_cast<size_t>(turn.request)).row);
  }
  return finish(talk, turn);
}

// What the sample has said since a tool spoke, without the token that ended it.
std::vector<WrittenCall> ToolConversation::read(const episodes::Completion& completion) const {
  size_t begin = 0;
  for (const episodes::Span& span : completion.spans)
    if (span.kind == episodes::SpanKind::kTool) begin = static_cast<size_t>(span.end);
  std::span<const TokenId> said = std::span(completion.tokens).subspan(begin);
  if (!said.empty() && use_.tokenizer().is_special(said.back())) said = said.first(said.size() - 1);
  return use_.format().read(use_.tokenizer().decode(said, /*skip_special_tokens=*/false));
}

void ToolConversation::begin(Talk& talk, const std::vector<WrittenCall>& written,
                             const data::Row& row) {
  auto work = std::make_shared<Work>();
  talk.work = work;
  work->open = written.size();
  for (const WrittenCall& call : written) {
    const NamedTool* tool = use_.find(call.name);
    episodes::ToolCall record;
    record.name = call.name;
    record.arguments = call.arguments;
    record.cost = tool ? tool->cost : use_.highest_cost();
    work->calls.push_back(std::move(record));
    work->known.push_back(tool ? call.name : "");
  }
  for (size_t i = 0; i < written.size(); ++i) {
    const std::string refused = refusal(written[i], i);
    if (refused.empty()) {
      run(*use_.find(written[i].name), written[i].parsed, row, i, work);
      continue;
    }
    const std::lock_guard lock(mutex_);
    settle(*work, i, Result::error(refused));
  }
}

// Why a call is not run; "" where it is.
std::string ToolConversation::refusal(const WrittenCall& call, size_t place) const {
  const int64_t most = use_.section().max_calls_per_turn;
  if (static_cast<int64_t>(place) >= most)
    return fmt::format("a turn may have {} call{}", most, most == 1 ? "" : "s");
  if (!call.error.empty()) return call.error;
  const NamedTool* tool = use_.find(call.name);
  if (tool == nullptr)
    return fmt::format("there is no tool {}; there are {}", call.name, use_.names());
  return mismatch(tool->parameters, call.parsed);
}

void ToolConversation::run(const NamedTool& tool, const Json& arguments, const data::Row& row,
                           size_t place, const std::shared_ptr<Work>& work) {
  if (!tool.lane) {
    const Result result = tool.tool->call(arguments, row);
    const std::lock_guard lock(mutex_);
    settle(*work, place, result);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    ++running_;
  }
  tool.lane->add([this, work, &tool, arguments, &row, place] {
    Result result;
    std::exception_ptr error;
    try {
      result = tool.tool->call(arguments, row);
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (error) work->error = error;
    settle(*work, place, result);
    --running_;
    changed_.notify_all();
  });
}

void ToolConversation::settle(Work& work, size_t place, const Result& result) {
  episodes::ToolCall& call = work.calls[place];
  call.failed = result.failed;
  call.cost += result.further_cost;
  call.result =
      shortened((result.failed ? "error: " : "") + result.text, use_.section().max_result_length);
  if (--work.open == 0) ++done_;
}

Reply ToolConversation::finish(Talk& talk, const episodes::Turn& turn) {
  {
    const std::lock_guard lock(mutex_);
    if (talk.work->open > 0) return {Reply::Kind::kLater};
    --done_;
  }
  const std::shared_ptr<Work> work = std::move(talk.work);
  if (work->error) std::rethrow_exception(work->error);
  std::vector<Answered> results;
  for (size_t i = 0; i < work->calls.size(); ++i)
    results.push_back({work->known[i], work->calls[i].result});
  const auto& asked = asked_[static_cast<size_t>(turn.request)].conversation;
  Reply reply{Reply::Kind::kTokens};
  reply.tokens =
      use_.turns().behind(turn.completion.tokens.back(), asked, results, talk.calls.size());
  talk.calls.insert(talk.calls.end(), work->calls.begin(), work->calls.end());
  ++talk.turns;
  return reply;
}

void ToolConversation::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kPatience, [this] { return done_ > 0; });
}

std::vector<episodes::ToolCall> ToolConversation::calls(int64_t request, int64_t sample) const {
  const auto found = talks_.find({request, sample});
  return found == talks_.end() ? Calls() : found->second.calls;
}

}  // namespace dragoman::tools
