#include "text/vocabulary.h"

#include "base/error.h"

namespace dragoman::text {

void Vocabulary::add(std::string token, TokenId id, std::string_view where) {
  if (id < 0 || id > kMaxId)
    throw_input("{}: token \"{}\": id {} is out of range", where, token, id);
  const std::string_view view = strings_.emplace_back(std::move(token));
  const auto [place, fresh] = ids_.emplace(view, id);
  if (!fresh && place->second != id)
    throw_input("{}: token \"{}\" has two ids, {} and {}", where, view, place->second, id);
  if (!fresh) return;
  if (static_cast<size_t>(id) >= by_id_.size()) by_id_.resize(static_cast<size_t>(id) + 1);
  std::string_view& slot = by_id_[static_cast<size_t>(id)];
  if (slot.data() != nullptr)
    throw_input("{}: id {} stands for two tokens, \"{}\" and \"{}\"", where, id, slot, view);
  slot = view;
}

std::optional<TokenId> Vocabulary::find(std::string_view token) const {
  const auto found = ids_.find(token);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

bool Vocabulary::has(TokenId id) const {
  return id >= 0 && static_cast<size_t>(id) < by_id_.size() &&
         by_id_[static_cast<size_t>(id)].data() != nullptr;
}

std::string_view Vocabulary::token(TokenId id) const {
  return has(id) ? by_id_[static_cast<size_t>(id)] : std::string_view("");
}

}  // namespace dragoman::text
