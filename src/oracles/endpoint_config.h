// The options of the oracle `endpoint`, and the requests they make.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "config/problems.h"
#include "oracles/http.h"
#include "oracles/prompts.h"
#include "oracles/reply_rules.h"

namespace dragoman::oracles {

struct EndpointConfig {
  std::string base_url;
  std::string model;
  std::string api_key_variable;
  int64_t concurrency = 32;
  double timeout = 120.0;
  int64_t max_retries = 5;
  double initial_backoff = 0.5;
  double max_backoff = 60.0;
  double requests_per_minute = 0.0;
  int64_t max_requests = 0;
  double max_cost = 0.0;
  double input_price = 0.0;
  double output_price = 0.0;
  int64_t max_tokens = 1024;
  std::string length_key = "max_tokens";
  std::map<std::string, std::string> extra_body;
  Path ca_file;
  ReplyRules rules;
  PromptConfig prompts;

  template <class Visitor>
  void fields(Visitor& visit) {
    using config::at_least;
    visit("base_url", base_url, "where the server is: http://localhost:8000/v1",
          config::Required{});
    visit("model", model, "the model's name there", config::Required{});
    visit("api_key_variable", api_key_variable,
          "environment variable that holds the key; empty: there is none");
    visit("concurrency", concurrency, "requests at the same time", config::Range{1, 1024});
    visit("timeout", timeout, "seconds for one whole reply", config::above(0.0));
    visit("max_retries", max_retries, "further requests for a question that failed for now",
          at_least(0));
    visit("initial_backoff", initial_backoff,
          "seconds before the first of them; doubled each time, shortened by up to half at random",
          at_least(0.0));
    visit("max_backoff", max_backoff,
          "longest wait in seconds; a server that asks for a longer one is not waited for",
          at_least(0.0));
    visit("requests_per_minute", requests_per_minute, "at most; 0: any number", at_least(0.0));
    visit_budget(visit);
    visit("max_tokens", max_tokens, "longest reply in tokens", at_least(1));
    visit("length_key", length_key, "what the server calls that",
          config::OneOf{{"max_tokens", "max_completion_tokens"}});
    visit("extra_body", extra_body,
          "further members of every request; a value that is JSON is sent as such. Replies are "
          "asked for at temperature 0, bare beginnings (magpie) at 1, unless this says otherwise");
    visit("ca_file", ca_file, "certificates that the server is trusted by; empty: the system's");
    rules.fields(visit);
    prompts.fields(visit);
  }
  void validate(config::Problems& problems) const;

  std::string url() const;
  std::string completions_url() const;  // of raw prompts
  HttpSettings http() const;            // an unset key is the user's error
  std::string body(const std::vector<templates::Message>& messages) const;
  std::string raw_body(const std::string& prompt) const;
  // Beside the model and the prompts.
  std::string what_else_decides() const;

 private:
  // The members that all requests have, then extra_body's.
  std::string finished(Json body, double temperature) const;

  template <class Visitor>
  void visit_budget(Visitor& visit) {
    visit("max_requests", max_requests, "requests that the run may make in all; 0: any number",
          config::at_least(0));
    visit("max_cost", max_cost,
          "money that the run may spend in all, in the currency of the prices; 0: no limit",
          config::at_least(0.0));
    visit("input_price", input_price, "of a million tokens that the model reads",
          config::at_least(0.0));
    visit("output_price", output_price, "of a million tokens that it writes",
          config::at_least(0.0));
  }
};

}  // namespace dragoman::oracles
