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
  const char* forced;   // what an episode is given that must call: the beginning up to the name
  std::vector<std::string> forbidden;  // what an episode must not say that can't call
  std::vector<WrittenCall> (*read)(std::string_view turn);
};

// "hermes", "llama", "mistral". An unknown name is our own mistake.
const CallFormat& format_named(std::string_view name);

// The one that the template writes the calls of a conversation in; a template that shows none of
// them is the user's error.
const CallFormat& format_of(const templates::ChatTemplate& chat);

}  // namespace dragoman::tools
