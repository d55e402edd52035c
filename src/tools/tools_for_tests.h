// Tools as a recipe makes them, and small templates of every format.
#pragma once

#include <string>
#include <vector>

#include "config/recipe.h"
#include "text/bpe_trainer.h"
#include "text/chat_tokens.h"
#include "tools/tool_use.h"
#include "worlds/catalog.h"

namespace dragoman::tools {

inline std::unique_ptr<Tool> tool_of(const std::string& toml,
                                     const worlds::World* world = nullptr) {
  return config::read_text<ToolPart>(toml).tool.make({world, Rng(3), "it"});
}

inline Result call(Tool& tool, const Json& arguments, const data::Row& row = {}) {
  return tool.call(arguments, row);
}

// Bytes, the tokens of our own template, and those that the templates below are written with.
inline text::Tokenizer tokenizer_of(const std::vector<std::string>& special_tokens = {}) {
  text::BpeTrainerConfig config;
  for (const std::string& token : special_tokens) config.special_tokens.push_back(token);
  return text::BpeTrainer(config).train();
}

inline templates::ChatTemplate template_of(const std::string& jinja) {
  const Path file = Path(testing::TempDir()) / "dragoman_tools.jinja";
  write_file(file, jinja);
  return templates::ChatTemplate::load_file(file, testing::TempDir());
}

// As Qwen3's does it: an empty thought in the last assistant turn alone, and the results of one
// turn in one user turn.
inline constexpr const char* kQwenLike = R"({%- if tools -%}
<|im_start|>system
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}<|im_end|>
{% endif -%}
{%- for m in messages -%}
{%- if m.role == 'tool' -%}
{%- if loop.previtem.role != 'tool' -%}{{ '<|im_start|>user' }}{%- endif -%}
{{- '\n<tool_response>\n' + m.content + '\n</tool_response>' -}}
{%- if loop.last or loop.nextitem.role != 'tool' -%}{{ '<|im_end|>\n' }}{%- endif -%}
{%- else -%}
{{- '<|im_start|>' + m.role + '\n' -}}
{%- if m.role == 'assistant' and loop.last -%}{{ '<think>\n\n</think>\n\n' }}{%- endif -%}
{{- m.content -}}
{%- for call in m.tool_calls or [] -%}
{{- '\n' if m.content or not loop.first -}}
{{- '<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' -}}
{{- call.function.arguments | tojson + '}\n</tool_call>' -}}
{%- endfor -%}
{{- '<|im_end|>\n' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n' }}{%- endif -%}
{%- if add_generation_prompt and enable_thinking is defined and not enable_thinking -%}
{{ '<think>\n\n</think>\n\n' }}{%- endif -%})";

// As Llama 3's: JSON alone, one call a turn, results from ipython.
inline constexpr const char* kLlamaLike = R"({{- '<|begin_of_text|>' -}}
{%- for m in messages -%}
{%- if m.tool_calls -%}
{%- if m.tool_calls | length != 1 -%}{{ raise_exception('one call at a time') }}{%- endif -%}
{{- '<|start_header_id|>assistant<|end_header_id|>\n\n{"name": "' -}}
{{- m.tool_calls[0].function.name + '", "parameters": ' -}}
{{- m.tool_calls[0].function.arguments | tojson + '}<|eot_id|>' -}}
{%- else -%}
{{- '<|start_header_id|>' + ('ipython' if m.role == 'tool' else m.role) -}}
{{- '<|end_header_id|>\n\n' + (m.content | tojson if m.role == 'tool' else m.content) -}}
{{- '<|eot_id|>' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{%- endif -%})";

// As Mistral's: a list of calls with ids of nine characters, and no prompt for the answer.
inline constexpr const char* kMistralLike = R"({{- '<s>' -}}
{%- for m in messages -%}
{%- if m.role == 'user' -%}{{ '[INST] ' + m.content + '[/INST]' }}
{%- elif m.tool_calls -%}
{{- '[TOOL_CALLS][' -}}
{%- for call in m.tool_calls -%}
{%- if call.id | length != 9 -%}{{ raise_exception('nine characters') }}{%- endif -%}
{{- '{"name": "' + call.function.name + '", "arguments": ' -}}
{{- call.function.arguments | tojson + ', "id": "' + call.id + '"}' + ('' if loop.last else ', ') -}}
{%- endfor -%}
{{- ']</s>' -}}
{%- elif m.role == 'tool' -%}
{{- '[TOOL_RESULTS]{"content": ' + m.content + ', "call_id": "' + m.tool_call_id -}}
{{- '"}[/TOOL_RESULTS]' -}}
{%- else -%}{{ m.content + '</s>' }}
{%- endif -%}
{%- endfor -%})";

}  // namespace dragoman::tools
