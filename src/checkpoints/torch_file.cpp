#include "checkpoints/torch_file.h"

#include "base/error.h"
#include "checkpoints/torch_tensor.h"

namespace dragoman::checkpoints {
namespace {

using Kind = PickleValue::Kind;

constexpr int kDeepest = 32;
constexpr size_t kLongestName = 1000;
constexpr size_t kMostNameBytes = size_t{16} << 20;  // a few shared parts can name millions
constexpr uint64_t kCopiesByFile = 4;
constexpr uint64_t kCopiesAlways = 1 << 20;

// The keys and values of a dictionary, or of something that was filled like one.
class Entries {
 public:
  static constexpr const char* kOrdered = "collections.OrderedDict";

  Entries(const Pickle& pickle, const PickleValue& value) : pickle_(pickle), value_(value) {
    if (value.kind == Kind::kCall) first_ = 2;
    const PickleValue* function = value.kind == Kind::kCall ? &pickle.at(value.items[0]) : nullptr;
    const bool ordered = function != nullptr && full_name(*function) == kOrdered;
    there_ = value.kind == Kind::kDict || value.items.size() > first_ || ordered;
    if (ordered) read_pairs(pickle.at(value.items[1]));
  }

  bool there() const { return there_; }

  template <class Visit>
  void each(const Visit& visit) const {
    for (size_t i = 0; i + 1 < pairs_.size(); i += 2)
      visit(pickle_.at(pairs_[i]), pickle_.at(pairs_[i + 1]));
    for (size_t i = first_; i + 1 < value_.items.size(); i += 2)
      visit(pickle_.at(value_.items[i]), pickle_.at(value_.items[i + 1]));
  }

 private:
  // Python 2 wrote OrderedDict([[key, value], …]).
  void read_pairs(const PickleValue& arguments) {
    if (arguments.items.size() != 1) return;
    for (const PickleId id : pickle_.at(arguments.items[0]).items) {
      const auto& pair = pickle_.at(id).items;
      if (pair.size() == 2) pairs_.insert(pairs_.end(), pair.begin(), pair.end());
    }
  }

  const Pickle& pickle_;
  const PickleValue& value_;
  size_t first_ = 0;
  bool there_ = false;
  std::vector<PickleId> pairs_;
};

class Collector {
 public:
  Collector(const TorchArchive& archive, const std::string& where)
      : archive_(archive), pickle_(archive.pickle), where_(where) {}

  std::map<std::string, StridedTensor> tensors;
  std::map<std::string, std::string> others;

  void collect() {
    const Entries top(pickle_, pickle_.root());
    if (!top.there())
      throw_input("{}: holds {}, no dictionary of tensors; save the module's state_dict() instead",
                  where_, read_torch_value(archive_, pickle_.root(), where_).other);
    const PickleValue* found = &pickle_.root();
    top.each([&](const PickleValue& key, const PickleValue& value) {
      if (key.text == "state_dict" && Entries(pickle_, value).there()) found = &value;
    });
    collect(*found, "", kDeepest);
  }

 private:
  void collect(const PickleValue& dictionary, const std::string& prefix, int depth) {
    if (depth == 0) throw_input("{}: dictionaries are nested more than {} deep", where_, kDeepest);
    Entries(pickle_, dictionary).each([&](const PickleValue& key, const PickleValue& value) {
      if (key.kind != Kind::kText) return;
      named_ += prefix.size() + key.text.size() + 1;
      if (key.text.size() > kLongestName || named_ > kMostNameBytes)
        throw_input("{}: more or longer names than a checkpoint has", where_);
      const std::string name = prefix + std::string(key.text);
      if (Entries(pickle_, value).there()) return collect(value, name + ".", depth - 1);
      TorchValue read = read_torch_value(archive_, value, where_ + ": " + name);
      if (read.tensor) {
        tensors.insert_or_assign(name, std::move(*read.tensor));
      } else {
        others.insert_or_assign(name, std::move(read.other));
      }
    });
  }

  const TorchArchive& archive_;
  const Pickle& pickle_;
  const std::string& where_;
  size_t named_ = 0;
};

}  // namespace

TorchFile::TorchFile(const Path& path) : path_(path), file_(path) {
  const std::string where = path.string();
  const TorchArchive archive = open_torch_archive(file_.bytes(), where);
  Collector found(archive, where);
  found.collect();
  others_ = std::move(found.others);
  uint64_t room = kCopiesAlways + kCopiesByFile * file_.bytes().size();
  for (const auto& [name, tensor] : found.tensors) {
    const auto element = static_cast<size_t>(tensor.dtype->size);
    const uint64_t size = static_cast<uint64_t>(tensor.count()) * element;
    const Bytes from = size == 0 ? Bytes() : tensor.storage.subspan(element * tensor.begin);
    StoredTensor& stored = tensors_[name];
    stored.dtype = tensor.dtype->name;
    stored.shape = tensor.shape;
    if (tensor.contiguous() && reinterpret_cast<uintptr_t>(from.data()) % element == 0) {
      stored.bytes = from.first(size);
      continue;
    }
    if (size > room)
      throw_input("{}: {}: its view repeats more than the file holds; save a contiguous tensor",
                  where, name);
    room -= size;
    gather(tensor, copies_.emplace_back(size).data());
    stored.bytes = copies_.back();
  }
}

}  // namespace dragoman::checkpoints
