#include "text/post_processor.h"

namespace dragoman::text {
namespace {

void append_ids(const JsonPlace& place, const std::string& name, std::vector<TokenId>& out) {
  const auto tokens = place.child("special_tokens");
  const auto token = tokens ? tokens->child(name) : std::nullopt;
  if (!token) throw_input("{}: special_tokens lacks \"{}\"", place.where(), name);
  for (const Json& id : token->value().value("ids", Json::array())) {
    if (!id.is_number_integer()) throw_input("{}: \"ids\" must be integers", token->where());
    out.push_back(id.get<TokenId>());
  }
}

// "single" of TemplateProcessing: special tokens around the one sequence A.
SpecialFrame from_template(const JsonPlace& place) {
  SpecialFrame frame;
  bool seen = false;
  for (const JsonPlace& item : place.items("single")) {
    if (const auto special = item.child("SpecialToken")) {
      append_ids(place, special->string("id"), seen ? frame.after : frame.before);
    } else if (const auto sequence = item.child("Sequence")) {
      if (seen || sequence->string("id") != "A") item.unsupported("a second sequence");
      seen = true;
    } else {
      item.unsupported("this part of a template");
    }
  }
  if (!seen) place.unsupported("a template without the sequence A");
  return frame;
}

// ["[SEP]", 102]: "sep" or "cls" of BertProcessing and RobertaProcessing.
TokenId id_of_pair(const JsonPlace& place, const char* key) {
  const auto pair = place.child(key);
  if (!pair || !pair->value().is_array() || pair->value().size() != 2 ||
      !pair->value()[1].is_number_integer())
    throw_input("{}: \"{}\" must be [\"token\", id]", place.where(), key);
  return pair->value()[1].get<TokenId>();
}

}  // namespace

SpecialFrame make_special_frame(const JsonPlace& place) {
  const std::string type = place.type();
  if (type == "ByteLevel") return {};  // moves offsets only
  if (type == "TemplateProcessing") return from_template(place);
  if (type == "BertProcessing" || type == "RobertaProcessing")
    return {{id_of_pair(place, "cls")}, {id_of_pair(place, "sep")}};
  if (type != "Sequence") place.unsupported("the post-processor " + type);
  SpecialFrame frame;
  for (const JsonPlace& item : place.items("processors")) {
    const SpecialFrame outer = make_special_frame(item);
    frame.before.insert(frame.before.begin(), outer.before.begin(), outer.before.end());
    frame.after.insert(frame.after.end(), outer.after.begin(), outer.after.end());
  }
  return frame;
}

}  // namespace dragoman::text
