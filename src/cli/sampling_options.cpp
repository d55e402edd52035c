#include "cli/sampling_options.h"

#include <CLI/CLI.hpp>
#include <concepts>

#include "base/error.h"
#include "config/writer.h"
#include "episodes/sampling.h"

namespace dragoman::cli {
namespace {

using config::Value;
using Texts = std::vector<std::string>;

Value plain_text(const std::string& text, const std::string& option) {
  return {text, {"", 0, option}, text};
}

Value list_of(const Texts& texts, const std::string& option,
              Value (*item)(const std::string&, const std::string&)) {
  config::List items;
  for (const std::string& text : texts) items.push_back(item(text, option));
  return {std::move(items), {"", 0, option}, ""};
}

Value number(const std::string& text, const std::string& option) {
  return config::parse_override_value(text, option);
}

// "7 9" or "7,9".
Value sequence(const std::string& text, const std::string& option) {
  Texts words;
  for (std::string word : CLI::detail::split(text, text.find(',') == text.npos ? ' ' : ','))
    if (!CLI::detail::trim(word).empty()) words.push_back(word);
  return list_of(words, option, &number);
}

// "ID=BIAS", many times.
Value biases(const Texts& texts, const std::string& option) {
  Value table{config::Table{}, {"", 0, option}, ""};
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    if (equals == text.npos)
      throw_input("{} {}: write the token id and its bias as {} 123=-5", option, text, option);
    table.add(text.substr(0, equals), number(text.substr(equals + 1), option));
  }
  return table;
}

// Calls visit(name, field, help, constraints...) for every setting, as a visitor of fields.
template <class Visit>
struct EachSetting {
  Visit visit;

  template <class T, class... Constraints>
  void operator()(const char* name, T& field, const char* help, const Constraints&... constraints) {
    const std::string allowed = config::rules_of(constraints...).text();
    visit(name, field, help + (allowed.empty() ? "" : ", " + allowed));
  }
};

template <class Visit>
void for_each_setting(const Visit& visit) {
  episodes::SamplingSettings settings;
  EachSetting<Visit> each{visit};
  settings.fields(each);
}

template <class T>
Value value_of(const Texts& texts, const std::string& option) {
  if constexpr (config::kIsMap<T>) return biases(texts, option);
  if constexpr (std::same_as<T, Texts>) return list_of(texts, option, &plain_text);
  if constexpr (std::same_as<T, std::vector<int64_t>>) return list_of(texts, option, &number);
  if constexpr (std::same_as<T, std::vector<std::vector<int64_t>>>)
    return list_of(texts, option, &sequence);
  if constexpr (std::same_as<T, std::string>) return plain_text(texts.back(), option);
  return number(texts.back(), option);
}

}  // namespace

void add_sampling_options(CLI::App& app, GivenSettings& given) {
  for_each_setting([&]<class T>(const char* name, T&, const std::string& help) {
    const std::string option = std::string("--") + name;
    if constexpr (std::same_as<T, bool>) {
      app.add_flag_callback(
          option, [&given, name] { given[name] = {"true"}; }, help);
    } else {
      constexpr bool many = config::kIsVector<T> || config::kIsMap<T>;
      app.add_option_function<Texts>(
             option, [&given, name](const Texts& texts) { given[name] = texts; }, help)
          ->type_name(config::kIsMap<T> ? "ID=BIAS" : "VALUE")
          ->expected(1, many ? CLI::detail::expected_max_vector_size : 1);
    }
  });
}

void add_given(const GivenSettings& given, config::Value& table) {
  for_each_setting([&]<class T>(const char* name, T&, const std::string&) {
    if (const auto found = given.find(name); found != given.end())
      table.add(name, value_of<T>(found->second, std::string("--") + name));
  });
}

}  // namespace dragoman::cli
