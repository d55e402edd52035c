#include "text/chat_tokens.h"

#include <algorithm>

namespace dragoman::text {
namespace {

constexpr std::string_view kCompactJinja =
    R"({%- if tools -%}
  {{- '<|system|>' -}}
  {%- for tool in tools -%}{{- tool | tojson + '\n' -}}{%- endfor -%}
  {{- 'A tool is called with <tool_call>{"name": ..., "arguments": {...}}</tool_call>.<|end|>' -}}
{%- endif -%}
{%- for message in messages -%}
  {%- if message['role'] not in ['system', 'user', 'assistant', 'tool'] -%}
    {{- raise_exception('the role ' + message['role'] +
                        ' is none of system, user, assistant, tool') -}}
  {%- endif -%}
  {%- if message['role'] == 'assistant' -%}
    {{- '<|assistant|>' -}}
    {%- generation -%}
      {{- message['content'] -}}
      {%- for call in message['tool_calls'] or [] -%}
        {{- '<tool_call>{"name": ' + call['function']['name'] | tojson + ', "arguments": ' +
            call['function']['arguments'] | tojson + '}</tool_call>' -}}
      {%- endfor -%}
      {{- '<|end|>' -}}
    {%- endgeneration -%}
  {%- elif message['role'] == 'tool' -%}
    {%- if loop.first or loop.previtem['role'] != 'tool' -%}{{- '<|user|>' -}}{%- endif -%}
    {{- '<tool_response>' + message['content'] + '</tool_response>' -}}
    {%- if loop.last or loop.nextitem['role'] != 'tool' -%}{{- '<|end|>' -}}{%- endif -%}
  {%- else -%}
    {{- '<|' + message['role'] + '|>' + message['content'] + '<|end|>' -}}
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
