// OpenAssistant's trees (Köpf et al. 2023): `prompt` with `replies`, which have replies in turn.
#include <algorithm>
#include <limits>

#include "base/error.h"
#include "corpus/formats.h"

namespace dragoman::corpus {
namespace {

bool is_usable(const Json& reply) {
  return reply.is_object() && !reply.value("deleted", false) && !reply.value("spam", false);
}

// Replies without a rank come last.
double rank_of(const Json& reply) {
  const auto rank = reply.find("rank");
  return rank != reply.end() && rank->is_number() ? rank->get<double>()
                                                  : std::numeric_limits<double>::infinity();
}

class Tree {
 public:
  Tree(std::string_view where, bool all_paths) : where_(where), all_paths_(all_paths) {}

  // Adds the paths below a node that end with an answer.
  void walk(const Json& node, Json path, std::vector<Conversation>& found) const {
    const std::string role = text_under(node, "role", where_);
    if (role != "prompter" && role != "assistant")
      throw_input("{}: a node has the role \"{}\", prompter or assistant was expected", where_,
                  role);
    path.push_back(
        message(role == "prompter" ? "user" : "assistant", text_under(node, "text", where_)));
    const size_t before = found.size();
    for (const Json* reply : replies_of(node)) walk(*reply, path, found);
    if (role == "assistant" && found.size() == before)
      found.push_back({{{"messages", std::move(path)}},
                       id_under(node, "message_id"),
                       text_or_none(node, "lang", where_)});
  }

 private:
  std::vector<const Json*> replies_of(const Json& node) const {
    std::vector<const Json*> replies;
    if (const auto list = node.find("replies"); list != node.end() && list->is_array())
      for (const Json& reply : *list)
        if (is_usable(reply)) replies.push_back(&reply);
    std::stable_sort(replies.begin(), replies.end(),
                     [](const Json* a, const Json* b) { return rank_of(*a) < rank_of(*b); });
    if (!all_paths_ && replies.size() > 1) replies.resize(1);
    return replies;
  }

  std::string_view where_;
  bool all_paths_;
};

std::vector<Conversation> read(const Json& row, std::string_view where,
                               const FormatOptions& options) {
  const auto prompt = row.find("prompt");
  if (prompt == row.end() || !prompt->is_object())
    throw_input(
        "{}: \"prompt\" is missing or no tree; the files of trees are read, not those of messages",
        where);
  std::vector<Conversation> found;
  if (is_usable(*prompt)) Tree(where, options.all_paths).walk(*prompt, Json::array(), found);
  return found;
}

}  // namespace

Format oasst_format() {
  return {"oasst", "trees of messages; the best-ranked path of each, or all paths to an answer",
          &read};
}

}  // namespace dragoman::corpus
