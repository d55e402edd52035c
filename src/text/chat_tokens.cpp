#include "text/chat_tokens.h"

#include <algorithm>

namespace dragoman::text {
namespace {

constexpr std::string_view kCompactJinja =
    R"({%- for message in messages -%}
  {%- if message['role'] not in ['system', 'user', 'assistant'] -%}
    {{- raise_exception('the role ' + message['role'] + ' is none of system, user, assistant') -}}
  {%- endif -%}
  {{- '<|' + message['role'] + '|>' -}}
  {%- if message['role'] == 'assistant' -%}
    {%- generation -%}{{- message['content'] + '<|end|>' -}}{%- endgeneration -%}
  {%- else -%}
    {{- message['content'] + '<|end|>' -}}
  {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|assistant|>' -}}{%- endif -%}
)";

}  // namespace

bool has_chat_tokens(std::span<const std::string> special_tokens) {
  const auto there = [&](std::string_view token) {
    return std::find(special_tokens.begin(), special_tokens.end(), token) != special_tokens.end();
  };
  return there(kSystem) && there(kUser) && there(kAssistant) && there(kEnd);
}

std::string_view compact_chat_template() { return kCompactJinja; }

}  // namespace dragoman::text
