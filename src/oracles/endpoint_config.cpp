#include "oracles/endpoint_config.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/json.h"
#include "text/utf8.h"

namespace dragoman::oracles {
namespace {

Json value_of(const std::string& text) {
  Json parsed = Json::parse(text, nullptr, false);
  return parsed.is_discarded() ? Json(text) : parsed;
}

std::string key_in(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());
  const std::string key(text::strip(value == nullptr ? "" : value));
  if (key.empty())
    throw_input("oracle.api_key_variable: the environment has no {}; export {}=YOUR_KEY", variable,
                variable);
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < 127; });
  if (!plain) throw_input("oracle.api_key_variable: ${} does not hold a key", variable);
  return key;
}

}  // namespace

void EndpointConfig::validate(config::Problems& problems) const {
  prompts.validate(problems);
  if (!base_url.empty() && !base_url.starts_with("http://") && !base_url.starts_with("https://"))
    problems.add("base_url", "must begin with http:// or https://");
  if (max_cost > 0.0 && input_price == 0.0 && output_price == 0.0)
    problems.add("max_cost", "needs input_price and output_price: what a million tokens cost");
}

std::string EndpointConfig::url() const {
  std::string url = base_url;
  while (url.ends_with("/")) url.pop_back();
  return url.ends_with("/chat/completions") ? url : url + "/chat/completions";
}

std::string EndpointConfig::completions_url() const {
  std::string url = this->url();
  return url.erase(url.rfind("/chat/"), std::string_view("/chat").size());
}

HttpSettings EndpointConfig::http() const {
  HttpSettings settings;
  settings.timeout = timeout;
  settings.connect_timeout = std::min(timeout, settings.connect_timeout);
  settings.ca_file = ca_file;
  settings.headers = {"Content-Type: application/json"};
  if (!api_key_variable.empty())
    settings.headers.push_back("Authorization: Bearer " + key_in(api_key_variable));
  return settings;
}

std::string EndpointConfig::body(const std::vector<templates::Message>& messages) const {
  Json list = Json::array();
  for (const templates::Message& message : messages)
    list.push_back({{"role", message.role}, {"content", message.content}});
  return finished({{"model", model}, {"messages", std::move(list)}}, 0.0);
}

std::string EndpointConfig::raw_body(const std::string& prompt) const {
  return finished({{"model", model}, {"prompt", prompt}}, 1.0);
}

std::string EndpointConfig::finished(Json body, double temperature) const {
  body["temperature"] = temperature;
  body[length_key] = max_tokens;
  body["stream"] = false;
  for (const auto& [key, value] : extra_body) body[key] = value_of(value);
  return to_line(body);
}

std::string EndpointConfig::what_else_decides() const {
  std::string text = "max_tokens " + std::to_string(max_tokens) + "\nmax_length_ratio " +
                     std::to_string(rules.max_length_ratio);
  for (const auto& [key, value] : extra_body) text += "\n" + key + " " + value;
  return text;
}

}  // namespace dragoman::oracles
