// How a model writes a call of a tool. The forms are those of the chat templates that models come
// with: Hermes' (Qwen and many others), Llama 3's and Mistral's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "templates/chat_template.h"

namespace dragoman::tools {

// A call as it was written. What can't be read is a call, too, and says what is wrong with it.
struct WrittenCall {
  std::string name;
  std::string arguments;  // as written
  Json parsed;            // the arguments, where they are JSON
  std::string error;      // "" where all is well
};

struct CallFormat {
  const char* name;
  const char* opening;  // what a call begins with
  const char* forced;   // a call's beginning up to the name, where the template shows none
  std::vector<std::string> forbidden;  // what an episode must not say that can't call
  std::vector<WrittenCall> (*read)(std::string_view turn);
};

// "hermes", "llama", "mistral". An unknown name is our own mistake.
const CallFormat& format_named(std::string_view name);

// The one that the template writes the calls of a conversation in; a template that shows none of
// them is the user's error.
const CallFormat& format_of(const templates::ChatTemplate& chat);

// A turn that calls `name`, as the template writes it, from its opening on; "" where the template
// shows no call in this format.
std::string written_call(const templates::ChatTemplate& chat, const CallFormat& format,
                         const std::string& name);

}  // namespace dragoman::tools
