// A server of chat completions on this machine that fails as it is told, for tests of this module.
// The user's message is the draft itself, and the answer to "x" is "x mended".
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/json.h"

namespace dragoman::oracles {

// What a server does with one request.
struct Behaviour {
  int status = 200;
  std::string body = {};  // empty: the right answer
  std::map<std::string, std::string> headers = {};
  double seconds = 0.0;  // before it answers
  bool cut = false;      // the connection breaks in the midst of the body
};

class TeacherServer {
 public:
  // How it behaves for a draft that it sees for the n-th time, from 0.
  using Script = std::function<Behaviour(const std::string& draft, int n)>;

  explicit TeacherServer(Script script) : script_(std::move(script)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_keep_alive_timeout(1);
    server_.Post("/v1/chat/completions",
                 [this](const httplib::Request& request, httplib::Response& response) {
                   answer(request, response);
                 });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~TeacherServer() {
    server_.stop();
    thread_.join();
  }
  TeacherServer(const TeacherServer&) = delete;
  TeacherServer& operator=(const TeacherServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  int requests() const { return requests_; }
  int most_at_once() const { return most_at_once_; }
  std::map<std::string, int> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  Json last_request() {
    const std::lock_guard lock(mutex_);
    return last_;
  }

  static std::string completion(const std::string& text, int choices = 1) {
    Json body = {{"choices", Json::array()},
                 {"usage", {{"prompt_tokens", 10}, {"completion_tokens", 5}}}};
    for (int i = 0; i < choices; ++i)
      body["choices"].push_back(
          {{"message", {{"role", "assistant"}, {"content", text}}}, {"finish_reason", "stop"}});
    return body.dump();
  }

 private:
  static constexpr size_t kThreads = 80;

  void answer(const httplib::Request& request, httplib::Response& response) {
    requests_ += 1;
    const int now = ++at_once_;
    for (int most = most_at_once_; now > most && !most_at_once_.compare_exchange_weak(most, now);) {
    }
    const Json body = Json::parse(request.body);
    const std::string draft = body.at("messages").back().at("content");
    int n = 0;
    {
      const std::lock_guard lock(mutex_);
      n = seen_[draft]++;
      last_ = body;
      last_["authorization"] = request.get_header_value("Authorization");
    }
    behave(script_(draft, n), draft, response);
    at_once_ -= 1;
  }

  static void behave(const Behaviour& behaviour, const std::string& draft,
                     httplib::Response& response) {
    std::this_thread::sleep_for(std::chrono::duration<double>(behaviour.seconds));
    const std::string text =
        behaviour.body.empty() ? completion(draft + " mended") : behaviour.body;
    response.status = behaviour.status;
    for (const auto& [name, value] : behaviour.headers) response.set_header(name.c_str(), value);
    if (!behaviour.cut) return response.set_content(text, "application/json");
    response.set_content_provider(text.size(), "application/json",
                                  [text](size_t offset, size_t, httplib::DataSink& sink) {
                                    if (offset > 0) return false;
                                    sink.write(text.data(), text.size() / 2);
                                    return true;
                                  });
  }

  Script script_;
  httplib::Server server_;
  int port_ = 0;
  std::atomic<int> requests_{0};
  std::atomic<int> at_once_{0};
  std::atomic<int> most_at_once_{0};
  std::mutex mutex_;
  std::map<std::string, int> seen_;
  Json last_;
  std::thread thread_;
};

}  // namespace dragoman::oracles
