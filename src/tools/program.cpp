// An outside program as a tool. One line a call, {"id", "name", "arguments", "row"}, is answered by
// a line {"id", "result"} or {"id", "error"}; docs/guide/tools.md.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "oracles/program_client.h"
#include "text/utf8.h"
#include "tools/catalog.h"

namespace dragoman::tools {
namespace {

using oracles::ProgramClient;

struct ProgramToolConfig {
  oracles::ProgramConfig program{.command = {}, .timeout = 30.0, .max_restarts = 100};
  std::string description;
  std::string parameters;
  int64_t processes = 1;

  template <class Visitor>
  void fields(Visitor& visit) {
    program.fields(visit);
    visit("description", description, "what the tool does, for the model", config::Required{});
    visit("parameters", parameters, "JSON schema of the arguments, an object", config::Required{});
    visit("processes", processes, "copies of the program, each of which has a call at a time",
          config::Range{1, 1024});
  }
};

// What a program may know of the question; never its answer.
Json shown(const data::Row& row) {
  return {{"id", row.id},
          {"source", row.source},
          {"source_language", row.source_language},
          {"target_language", row.target_language},
          {"domain", row.domain},
          {"document", row.document}};
}

class Program final : public Tool {
 public:
  Program(const ProgramToolConfig& config, const ToolContext& context)
      : config_(config),
        name_(context.name),
        parameters_(parse_json(config.parameters, "tool: parameters")) {
    if (!parameters_.is_object() || parameters_.value("type", Json()) != "object")
      throw_input("tool: parameters must be the JSON schema of an object, as in {}",
                  R"({"type": "object", "properties": {"text": {"type": "string"}}})");
    for (int64_t i = 0; i < config_.processes; ++i) {
      clients_.push_back(std::make_unique<ProgramClient>(config_.program));
      free_.push_back(clients_.back().get());
    }
  }

  std::string description() const override { return config_.description; }
  Json parameters() const override { return parameters_; }
  int64_t workers() const override { return config_.processes; }

  Result call(const Json& arguments, const data::Row& row) override {
    const Json line = {{"name", name_}, {"arguments", arguments}, {"row", shown(row)}};
    ProgramClient* client = take();
    const oracles::ProgramReply reply = client->exchange({&line, 1}).front();
    give_back(client);
    if (reply.failure != oracles::Failure::kNone) return Result::error(reply.why);
    const auto member = [&](const char* name) {
      const auto found = reply.line.find(name);
      return found != reply.line.end() && found->is_string();
    };
    if (member("error")) return Result::error(reply.line["error"].get<std::string>());
    if (member("result")) return {reply.line["result"].get<std::string>()};
    return Result::error("the program's line has neither a result nor an error that is text");
  }

 private:
  ProgramClient* take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !free_.empty(); });
    ProgramClient* client = free_.back();
    free_.pop_back();
    return client;
  }

  void give_back(ProgramClient* client) {
    const std::lock_guard lock(mutex_);
    free_.push_back(client);
    changed_.notify_one();
  }

  ProgramToolConfig config_;
  std::string name_;
  Json parameters_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<ProgramClient>> clients_;
  std::vector<ProgramClient*> free_;
};

}  // namespace

Entry program() {
  return make_entry<Program, ProgramToolConfig>(
      "program", "An outside program that reads and writes JSON lines.");
}

}  // namespace dragoman::tools
