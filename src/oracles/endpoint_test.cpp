// The oracle `endpoint` against a server that fails in every way that servers do.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "config/recipe.h"
#include "oracles/catalog.h"
#include "oracles/endpoint_config.h"
#include "oracles/ledger.h"
#include "oracles/questions_for_tests.h"
#include "oracles/teacher_server_for_tests.h"

namespace dragoman::oracles {
namespace {

struct Section {
  Part oracle;
  template <class Visitor>
  void fields(Visitor& visit) {
    visit("name", oracle, "which oracle", catalog());
  }
};

std::unique_ptr<Oracle> endpoint_at(const std::string& url, const std::string& options = "",
                                    const Path& run_folder = {}) {
  const bool waits = options.find("initial_backoff") != options.npos;
  const std::string text = "name = \"endpoint\"\nbase_url = \"" + url +
                           "\"\nmodel = \"big\"\nrefine_template = \"{draft}\"\n" +
                           (waits ? "" : "initial_backoff = 0.01\n") + options;
  OracleContext context;
  context.run_folder = run_folder;
  return config::read_text<Section>(text).oracle.make(context);
}

Desk desk_at(const TeacherServer& server, const std::string& options = "") {
  return Desk(endpoint_at(server.url(), options), nullptr, nullptr);
}

// That every answer is its own question's; returns how often each failure was met.
std::map<Failure, int> check(std::span<const Question> questions, std::span<const Answer> answers) {
  std::map<Failure, int> failures;
  EXPECT_EQ(questions.size(), answers.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    failures[answers[i].failure] += 1;
    if (answers[i].usable())
      EXPECT_EQ(answers[i].text, questions[i].draft + " mended");
    else
      EXPECT_FALSE(answers[i].why.empty());
  }
  return failures;
}

std::map<Failure, int> ask(Desk& desk, int count, const std::string& prefix = "draft ") {
  const std::vector<Question> questions = drafts(count, prefix);
  for (const Question& question : questions) desk.begin(question);
  return check(questions, desk.collect(questions));
}

// The number at a draft's end.
int number_of(const std::string& draft) { return std::stoi(draft.substr(draft.rfind(' ') + 1)); }

TEST(Endpoint, SendsAChatCompletionWithItsKey) {
  TeacherServer server([](const std::string&, int) { return Behaviour{}; });
  setenv("DRAGOMAN_TEST_KEY", "secret", 1);
  Desk desk = desk_at(server,
                      "api_key_variable = \"DRAGOMAN_TEST_KEY\"\nmax_tokens = 77\n"
                      "extra_body = {top_k = \"1\", user = \"me\"}\n");
  ask(desk, 1);
  const Json sent = server.last_request();
  EXPECT_EQ(sent.at("model"), "big");
  EXPECT_EQ(sent.at("temperature"), 0);
  EXPECT_EQ(sent.at("max_tokens"), 77);
  EXPECT_EQ(sent.at("top_k"), 1);
  EXPECT_EQ(sent.at("user"), "me");
  EXPECT_EQ(sent.at("authorization"), "Bearer secret");
  const std::string system = sent.at("messages").at(0).at("content");
  EXPECT_NE(system.find("from German into English"), system.npos);
}

TEST(Endpoint, AsksInParallelAndPairsAnswersThatComeInAnyOrder) {
  TeacherServer server([](const std::string& draft, int) {
    return Behaviour{.seconds = 0.001 * ((number_of(draft) * 37) % 29)};
  });
  Desk desk = desk_at(server, "concurrency = 64");
  EXPECT_EQ(ask(desk, 512)[Failure::kNone], 512);
  EXPECT_EQ(server.requests(), 512);
  EXPECT_GT(server.most_at_once(), 16);
}

// The first request for each draft fails in one of many ways; the next one is answered.
TEST(Endpoint, TriesAgainWhateverMayPass) {
  TeacherServer server([](const std::string& draft, int n) -> Behaviour {
    if (n > 0) return {};
    switch (number_of(draft) % 8) {
      case 0: return {.status = 500, .body = "oh"};
      case 1: return {.status = 429, .body = "{}", .headers = {{"Retry-After", "0.05"}}};
      case 2: return {.status = 429, .body = "{}"};
      case 3: return {.cut = true};
      case 4: return {.body = "{\"choices\": ["};
      case 5: return {.body = TeacherServer::completion("x", 2)};
      case 6: return {.body = TeacherServer::completion("x", 0)};
      default: return {.status = 503, .body = "{}", .headers = {{"retry-after-ms", "20"}}};
    }
  });
  Desk desk = desk_at(server, "concurrency = 8");
  EXPECT_EQ(ask(desk, 64)[Failure::kNone], 64);
  EXPECT_EQ(server.requests(), 128);
  EXPECT_EQ(desk.tally().spent.retries, 64);
}

TEST(Endpoint, CountsEveryFailureByItsReason) {
  const std::map<int, std::pair<Behaviour, Failure>> kinds = {
      {0, {{.status = 500, .body = "oh"}, Failure::kHttp5xx}},
      {1, {{.status = 429, .body = "{}"}, Failure::kHttp429}},
      {2, {{.status = 400, .body = "{}"}, Failure::kHttp4xx}},
      {3, {{.cut = true}, Failure::kConnection}},
      {4, {{.body = "not json"}, Failure::kMalformed}},
      {5, {{.body = TeacherServer::completion("x", 2)}, Failure::kWrongCount}},
      {6, {{.body = TeacherServer::completion("x", 0)}, Failure::kWrongCount}},
      {7, {{.seconds = 1.6}, Failure::kTimeout}},
      {8, {{.body = TeacherServer::completion("Here is the answer: x")}, Failure::kBabbling}},
      {9, {{.body = TeacherServer::completion("")}, Failure::kEmpty}},
      {10, {{.status = 402, .body = "{}"}, Failure::kQuota}},
      {11,
       {{.status = 429, .body = R"({"error": {"code": "insufficient_quota"}})"}, Failure::kQuota}},
      {12,
       {{.status = 429, .body = "{}", .headers = {{"Retry-After", "3600"}}}, Failure::kHttp429}},
      {13, {{}, Failure::kNone}}};
  TeacherServer server(
      [&](const std::string& draft, int) { return kinds.at(number_of(draft) % 14).first; });
  Desk desk = desk_at(server, "max_retries = 1\ntimeout = 1.0\nconcurrency = 4\n");
  std::map<Failure, int> expected;
  for (const auto& [number, kind] : kinds) expected[kind.second] += 2;
  EXPECT_EQ(ask(desk, 28), expected);
  // What waiting does not mend is asked once.
  const auto seen = server.seen();
  for (const int once : {2, 8, 9, 10, 11, 12, 13})
    EXPECT_EQ(seen.at("draft " + std::to_string(once)), 1) << once;
  for (const int twice : {0, 1, 3, 4, 5, 6, 7})
    EXPECT_EQ(seen.at("draft " + std::to_string(twice)), 2) << twice;
}

TEST(Endpoint, HoldsAllRequestsBackWhileAServerWantsToBeLeftAlone) {
  std::atomic<int> early{0};
  std::atomic<bool> held{false};
  TeacherServer server([&](const std::string& draft, int n) -> Behaviour {
    if (draft == "first 0" && n == 0) {
      held = true;
      return {.status = 429, .body = "{}", .headers = {{"Retry-After", "0.4"}}};
    }
    if (held && draft != "first 0" && n == 0) early += 1;
    return {};
  });
  Desk desk = desk_at(server, "concurrency = 2");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(ask(desk, 1, "first ")[Failure::kNone], 1);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took.count(), 0.4);
  EXPECT_EQ(early, 0);
}

TEST(Endpoint, KeepsToRequestsAMinute) {
  TeacherServer server([](const std::string&, int) { return Behaviour{}; });
  Desk desk = desk_at(server, "requests_per_minute = 1200\nconcurrency = 16");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(ask(desk, 9)[Failure::kNone], 9);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took.count(), 8 * 0.05 - 0.001);
}

// A reply costs 10 tokens at 1 and 5 at 2 a million; a retry is a request, too.
TEST(Endpoint, NeverExceedsItsBudgetsWithParallelRequestsOrAfterADeath) {
  const TemporaryFolder folder("endpoint");
  TeacherServer server([](const std::string& draft, int n) {
    return Behaviour{.status = number_of(draft) % 5 == 0 && n == 0 ? 500 : 200};
  });
  int answered = 0;
  for (int life = 0; life < 3; ++life) {
    Desk desk(endpoint_at(server.url(), "max_requests = 100\nconcurrency = 32", folder.path()),
              nullptr, nullptr);
    const auto counted = ask(desk, 50, "life " + std::to_string(life) + " ");
    answered += counted.count(Failure::kNone) != 0 ? counted.at(Failure::kNone) : 0;
  }
  EXPECT_EQ(server.requests(), 100);
  EXPECT_GE(answered, 80);
}

TEST(Endpoint, NeverSpendsMoreThanItMay) {
  const TemporaryFolder folder("endpoint");
  TeacherServer server([](const std::string&, int) { return Behaviour{}; });
  const std::string prices = "input_price = 1.0\noutput_price = 2.0\nmax_tokens = 100\n";
  Desk desk(endpoint_at(server.url(), prices + "max_cost = 0.002\nconcurrency = 32", folder.path()),
            nullptr, nullptr);
  const auto counted = ask(desk, 120);
  EXPECT_GT(counted.at(Failure::kNone), 20);
  EXPECT_GT(counted.at(Failure::kBudget), 0);
  const double each = 20e-6;
  EXPECT_NEAR(desk.tally().spent.cost, each * counted.at(Failure::kNone), 1e-12);
  Ledger ledger(folder.path() / kOracleFile, {});
  EXPECT_LE(ledger.totals().cost, 0.002);
  EXPECT_NEAR(ledger.totals().cost, each * counted.at(Failure::kNone), 1e-12);
}

std::string error_of(const std::string& url, const std::string& options = "") {
  try {
    Desk desk(endpoint_at(url, options), nullptr, nullptr);
    desk.collect(drafts(1));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string error_with(int status) {
  TeacherServer server([status](const std::string&, int) {
    return Behaviour{.status = status, .body = R"({"error": {"message": "said"}})"};
  });
  return error_of(server.url());
}

void expect_names(const std::string& error, std::initializer_list<const char*> words) {
  for (const char* word : words) EXPECT_NE(error.find(word), error.npos) << error;
}

TEST(Endpoint, StopsTheRunWhereNoQuestionCanEverBeAnswered) {
  expect_names(error_with(401), {"refuses the key", "HTTP 401: said", "api_key_variable"});
  expect_names(error_with(403), {"refuses the key"});
  expect_names(error_with(404), {"no model \"big\"", "oracle.base_url"});
  expect_names(error_of("http://127.0.0.1/v1", "api_key_variable = \"DRAGOMAN_NO_SUCH\""),
               {"the environment has no DRAGOMAN_NO_SUCH", "export DRAGOMAN_NO_SUCH="});
  TeacherServer server([](const std::string&, int) { return Behaviour{}; });
  std::string secure = server.url();
  secure.replace(0, 4, "https");
  expect_names(error_of(secure), {"oracle.ca_file"});
}

TEST(Endpoint, CountsAHostThatIsNotThereAsAFailureAndNamesIt) {
  Desk desk(endpoint_at("http://127.0.0.1:1/v1", "max_retries = 1"), nullptr, nullptr);
  const Answer answer = desk.collect(drafts(1)).at(0);
  EXPECT_EQ(answer.failure, Failure::kConnection);
  expect_names(answer.why, {"127.0.0.1"});
}

TEST(Endpoint, EndsSoonWhenTheRunDoes) {
  TeacherServer server(
      [](const std::string&, int) { return Behaviour{.status = 500, .body = "oh"}; });
  const auto begin = std::chrono::steady_clock::now();
  {
    Desk desk = desk_at(server, "initial_backoff = 30.0\nconcurrency = 4");
    for (const Question& question : drafts(20)) desk.begin(question);
    while (server.requests() < 4) std::this_thread::yield();
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Endpoint, RefusesOptionsThatMakeNoSense) {
  EXPECT_THROW(endpoint_at("localhost:8000"), Error);
  EXPECT_THROW(endpoint_at("http://127.0.0.1", "max_cost = 1.0"), Error);
  EXPECT_THROW(endpoint_at("http://127.0.0.1", "translate_template = \"x\""), Error);
}

}  // namespace
}  // namespace dragoman::oracles
