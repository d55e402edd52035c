// A teacher behind an OpenAI-compatible server: one chat completion a question, at temperature 0; a
// raw prompt (oracles/prompts.h) is one of /completions, at temperature 1.
//
// Time-outs, broken connections, 408, 409, 429, 5xx and replies that are no chat completion are
// tried again, after the time the server asks for, else after a doubling wait. A 429 holds all
// requests back. A refused key, an unknown model and an untrusted certificate stop the run. Every
// request stands in the ledger before it is sent.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>

#include "base/error.h"
#include "base/json.h"
#include "oracles/catalog.h"
#include "oracles/chat_reply.h"
#include "oracles/endpoint_config.h"
#include "oracles/http.h"
#include "oracles/ledger.h"
#include "oracles/pacer.h"

namespace dragoman::oracles {
namespace {

constexpr int64_t kTemplateTokens = 256;  // that a server's chat template may add to a prompt
constexpr double kMillion = 1e6;

// What one request came to.
struct Attempt {
  Answer answer;
  bool again = false;          // whether another request may do better
  bool may_be_billed = false;  // and nobody said how much
  std::optional<double> wait;  // seconds that the server asks for
  int64_t prompt_tokens = 0;
  int64_t completion_tokens = 0;
};

Attempt failed(Failure failure, std::string why, bool again) {
  Attempt attempt;
  attempt.answer = Answer::failed(failure, std::move(why));
  attempt.again = again;
  return attempt;
}

class Endpoint final : public Oracle {
 public:
  Endpoint(const EndpointConfig& config, const OracleContext& context)
      : config_(config),
        prompts_(config.prompts),
        url_(config.url()),
        completions_url_(config.completions_url()),
        jitter_(context.rng.derive("backoff")),
        pacer_(config.requests_per_minute),
        ledger_(context.run_folder.empty() ? Path() : context.run_folder / kOracleFile,
                {config.max_requests, config.max_cost}),
        http_(config.http()) {}

  std::string identity(const Question& question) const override {
    return fmt::format("endpoint\n{}\n{}\n{}{}", config_.model, prompts_.text(question.ask),
                       config_.what_else_decides(), is_raw(question) ? "\nraw" : "");
  }
  bool answers(Ask ask) const override { return ask != Ask::kJudge; }
  int64_t workers() const override { return config_.concurrency; }
  int64_t batch_size() const override { return 1; }
  bool is_dear() const override { return true; }

  std::vector<Answer> answer(std::span<const Question> questions) override {
    std::vector<Answer> answers;
    for (const Question& question : questions) answers.push_back(ask(question));
    return answers;
  }

  void stop() override {
    http_.stop();
    pacer_.stop();
    ledger_.stop();
  }

 private:
  Answer ask(const Question& question);
  Attempt request(const Question& question, const std::string& body);
  const std::string& url_of(const Question& question) const {
    return is_raw(question) ? completions_url_ : url_;
  }
  Attempt read(const Question& question, const HttpReply& reply) const;
  Attempt read_trouble(const HttpReply& reply) const;
  Attempt read_status(const HttpReply& reply) const;
  bool wait(const Attempt& attempt, int64_t retry, Rng& jitter);
  double price(int64_t prompt_tokens, int64_t completion_tokens) const;

  const EndpointConfig config_;
  const Prompts prompts_;
  const std::string url_;
  const std::string completions_url_;
  const Rng jitter_;
  std::atomic<uint64_t> asked_{0};
  Pacer pacer_;
  Ledger ledger_;
  HttpClient http_;
};

Answer Endpoint::ask(const Question& question) {
  const std::string body = is_raw(question) ? config_.raw_body(question.row->source)
                                            : config_.body(prompts_.messages(question));
  Rng jitter = jitter_.derive("question", asked_++);
  Spent spent;
  for (int64_t retry = 0;; ++retry) {
    const auto begin = std::chrono::steady_clock::now();
    Attempt attempt = request(question, body);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (attempt.answer.failure != Failure::kBudget) {
      attempt.answer.spent.requests = 1;
      attempt.answer.spent.retries = retry > 0 ? 1 : 0;
      attempt.answer.spent.seconds = took.count();
    }
    spent += attempt.answer.spent;
    attempt.answer.spent = spent;
    if (!attempt.again || retry >= config_.max_retries || !wait(attempt, retry, jitter))
      return attempt.answer;
  }
}

Attempt Endpoint::request(const Question& question, const std::string& body) {
  if (!pacer_.wait_turn()) return failed(Failure::kConnection, "the run is ending", false);
  const auto bytes = static_cast<int64_t>(body.size());  // no token is shorter than a byte
  const double most = price(bytes + kTemplateTokens, config_.max_tokens);
  const auto number = ledger_.reserve(most);
  if (!number)
    return failed(Failure::kBudget,
                  fmt::format("the budget (max_requests = {}, max_cost = {}) is used up",
                              config_.max_requests, config_.max_cost),
                  false);
  const HttpReply reply = http_.post(url_of(question), body);
  Attempt attempt;
  try {
    attempt = read(question, reply);
  } catch (const Error&) {
    ledger_.settle(*number, {.outcome = "error"});
    throw;
  }
  const double cost =
      attempt.may_be_billed ? most : price(attempt.prompt_tokens, attempt.completion_tokens);
  attempt.answer.spent.prompt_tokens = attempt.prompt_tokens;
  attempt.answer.spent.completion_tokens = attempt.completion_tokens;
  attempt.answer.spent.cost = cost;
  const bool answered = attempt.answer.usable();
  ledger_.settle(*number, {cost, attempt.prompt_tokens, attempt.completion_tokens,
                           answered ? "answered" : name_of(attempt.answer.failure)});
  return attempt;
}

double Endpoint::price(int64_t prompt_tokens, int64_t completion_tokens) const {
  return (static_cast<double>(prompt_tokens) * config_.input_price +
          static_cast<double>(completion_tokens) * config_.output_price) /
         kMillion;
}

// A wait that the server wants longer than max_backoff is not waited for: asking earlier would be
// of no use.
bool Endpoint::wait(const Attempt& attempt, int64_t retry, Rng& jitter) {
  const double own = backoff(retry, config_.initial_backoff, config_.max_backoff, jitter);
  if (attempt.wait.value_or(0.0) > config_.max_backoff) return false;
  if (attempt.wait && attempt.answer.failure == Failure::kHttp429) pacer_.hold(*attempt.wait);
  return pacer_.sleep(std::max(own, attempt.wait.value_or(0.0)));
}

Attempt Endpoint::read(const Question& question, const HttpReply& reply) const {
  if (reply.trouble != HttpTrouble::kNone) return read_trouble(reply);
  if (reply.status != 200) return read_status(reply);
  ChatReply chat = read_chat_reply(reply.body);
  Attempt attempt;
  attempt.prompt_tokens = chat.prompt_tokens.value_or(0);
  attempt.completion_tokens = chat.completion_tokens.value_or(0);
  attempt.may_be_billed = !chat.prompt_tokens || !chat.completion_tokens;
  if (chat.failure == Failure::kNone) {
    attempt.answer = read_text_reply(chat.content, question, config_.rules);
    return attempt;
  }
  attempt.answer = Answer::failed(chat.failure, std::move(chat.why));
  attempt.again = chat.failure == Failure::kMalformed || chat.failure == Failure::kWrongCount;
  return attempt;
}

Attempt Endpoint::read_trouble(const HttpReply& reply) const {
  switch (reply.trouble) {
    case HttpTrouble::kTls:
      throw_input(
          "oracle: {}: {}; set oracle.ca_file to the certificate that this server is to "
          "be trusted by",
          url_, reply.why);
    case HttpTrouble::kAddress: throw_input("oracle.base_url: {}: {}", url_, reply.why);
    case HttpTrouble::kStopped: return failed(Failure::kConnection, "the run is ending", false);
    default: break;
  }
  const bool late = reply.trouble == HttpTrouble::kTimeout;
  Attempt attempt = failed(late ? Failure::kTimeout : Failure::kConnection,
                           fmt::format("{}: {}", url_, reply.why), true);
  if (reply.trouble == HttpTrouble::kTooLong)
    attempt = failed(Failure::kMalformed, url_ + ": the reply does not end", false);
  attempt.may_be_billed = reply.trouble != HttpTrouble::kUnreachable;
  return attempt;
}

Attempt Endpoint::read_status(const HttpReply& reply) const {
  const std::string said = read_error_message(reply.body);
  const int64_t status = reply.status;
  if (status == 401 || status == 403)
    throw_input("oracle: {} refuses the key (HTTP {}: {}); {}", url_, status, said,
                config_.api_key_variable.empty()
                    ? "set oracle.api_key_variable to the environment variable that holds it"
                    : "is it the right one in $" + config_.api_key_variable + "?");
  if (status == 404)
    throw_input(
        "oracle: {} has no such address or no model \"{}\" (HTTP 404: {}); see "
        "oracle.base_url and oracle.model",
        url_, config_.model, said);
  const std::string why = fmt::format("{}: HTTP {}: {}", url_, status, said);
  if (status == 402 || says_quota_is_spent(reply.body)) return failed(Failure::kQuota, why, false);
  const bool busy = status == 429 || status == 503 || status == 529;
  const bool again = busy || status == 408 || status == 409 || status >= 500;
  const Failure failure = status == 429   ? Failure::kHttp429
                          : status >= 500 ? Failure::kHttp5xx
                                          : Failure::kHttp4xx;
  Attempt attempt = failed(failure, why, again);
  attempt.wait = reply.retry_after;
  return attempt;
}

}  // namespace

Entry endpoint() {
  return make_entry<Endpoint, EndpointConfig>(
      "endpoint", "A language model behind an OpenAI-compatible server.");
}

}  // namespace dragoman::oracles
