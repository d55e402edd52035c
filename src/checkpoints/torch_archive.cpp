#include "checkpoints/torch_archive.h"

#include <map>
#include <memory>

#include "base/error.h"
#include "checkpoints/zip_directory.h"

namespace dragoman::checkpoints {
namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr int64_t kLegacyProtocol = 1001;
constexpr std::string_view kPickle = "/data.pkl";
constexpr size_t kLongestName = 200;  // one long text may be named a million times

const ZipEntry* find(const ZipDirectory& directory, const std::string& name) {
  const auto found = directory.find(name);
  return found == directory.end() ? nullptr : &found->second;
}

// The folder inside the archive that holds everything.
std::string find_root(const ZipDirectory& directory, const std::string& where) {
  for (const auto& [name, entry] : directory) {
    if (!name.ends_with(kPickle) || name.find('/') != name.size() - kPickle.size()) continue;
    const std::string root = name.substr(0, name.find('/') + 1);
    if (find(directory, root + "constants.pkl") != nullptr)
      throw_input("{}: a TorchScript program; save the module's state_dict() with torch.save",
                  where);
    return root;
  }
  throw_input("{}: a zip archive, but none of torch.save's (no data.pkl in it)", where);
}

Bytes plain_bytes(const ZipDirectory& directory, const std::string& name,
                  const std::string& where) {
  const ZipEntry* entry = find(directory, name);
  if (entry == nullptr) throw_input("{}: damaged: '{}' is missing in it", where, name);
  if (!entry->plain)
    throw_input("{}: '{}' is compressed or encrypted; save the file again with torch.save", where,
                name);
  return entry->bytes;
}

TorchArchive open_zip(Bytes file, const std::string& where) {
  const auto directory = std::make_shared<const ZipDirectory>(read_zip(file, where));
  const std::string root = find_root(*directory, where);
  if (const ZipEntry* order = find(*directory, root + "byteorder");
      order != nullptr && as_text(order->bytes) != "little")
    throw_input("{}: written on a big-endian machine; save it again on a little-endian one", where);
  return {Pickle(plain_bytes(*directory, root + "data.pkl", where), where),
          [directory, root, where](std::string_view key) {
            const std::string name(key.substr(0, kLongestName));
            return plain_bytes(*directory, root + "data/" + name, where);
          }};
}

// Magic number, protocol, a word about the machine, the objects, the storages' keys: five pickles.
class LegacyReader {
 public:
  LegacyReader(Bytes file, const std::string& where) : reader_(file, where), where_(where) {}

  TorchArchive read() {
    next();
    if (next().root().number != kLegacyProtocol)
      throw_input("{}: damaged: torch's older format, but not of version {}", where_,
                  kLegacyProtocol);
    check_machine(next());
    Pickle objects = next();
    auto storages = std::make_shared<Storages>(read_storages(objects, next()));
    return {std::move(objects), [storages, where = where_](std::string_view key) {
              const auto found = storages->find(key);
              if (found == storages->end())
                throw_input("{}: damaged: the storage '{}' is missing in it", where,
                            key.substr(0, kLongestName));
              return found->second;
            }};
  }

 private:
  using Storages = std::map<std::string, Bytes, std::less<>>;

  Pickle next() {
    Pickle pickle(reader_.rest(), where_);
    reader_.take(pickle.size());
    return pickle;
  }

  void check_machine(const Pickle& machine) const {
    const auto& items = machine.root().items;
    for (size_t i = 0; i + 1 < items.size(); i += 2)
      if (machine.at(items[i]).text == "little_endian" && machine.at(items[i + 1]).number == 0)
        throw_input("{}: written on a big-endian machine; save it again on a little-endian one",
                    where_);
  }

  // Each is a count of elements and the elements; how long these are, the objects know.
  Storages read_storages(const Pickle& objects, const Pickle& keys) {
    std::map<std::string_view, const Dtype*> dtypes;
    for (const PickleValue& value : objects.values())
      if (const auto name = read_storage_name(objects, value)) dtypes[name->key] = name->dtype;
    Storages storages;
    for (const PickleId id : keys.root().items) {
      const std::string_view key = keys.at(id).text;
      const Dtype* dtype = dtypes[key];
      if (dtype == nullptr)
        throw_input("{}: a storage of an unknown kind; save the file again with a current torch",
                    where_);
      const auto count = reader_.number<int64_t>();
      storages.emplace(
          key, reader_.take(static_cast<uint64_t>(tensor_size({count}, dtype->size, where_))));
    }
    return storages;
  }

  ByteReader reader_;
  const std::string& where_;
};

// PROTO 2, then the magic number as a LONG1 of ten bytes.
bool is_legacy(std::string_view file) {
  return file.size() > 4 && file[0] == '\x80' && file.substr(2, 2) == "\x8a\x0a" &&
         file.substr(4).starts_with(kMagic);
}

}  // namespace

std::string full_name(const PickleValue& global) {
  return std::string(global.text.substr(0, kLongestName)) + "." +
         std::string(global.name.substr(0, kLongestName));
}

std::optional<StorageName> read_storage_name(const Pickle& pickle, const PickleValue& value) {
  if (value.kind != Kind::kPersistent) return std::nullopt;
  const PickleValue& id = pickle.at(value.items[0]);
  if (id.kind != Kind::kTuple || id.items.size() < 5) return std::nullopt;
  const auto part = [&](size_t i) -> const PickleValue& { return pickle.at(id.items[i]); };
  if (part(0).text != "storage" || part(1).kind != Kind::kGlobal || part(4).number < 0)
    return std::nullopt;
  StorageName name;
  name.type = full_name(part(1));
  name.dtype = find_storage_class(part(1).name);
  if (part(1).name == "UntypedStorage") name.dtype = find_dtype("U8");
  if (!part(1).text.starts_with("torch")) name.dtype = nullptr;
  name.key = part(2).text;
  name.count = part(4).number;
  if (id.items.size() > 5 && part(5).items.size() == 3)  // (key, begin, count) of a part
    name.begin = pickle.at(part(5).items[1]).number;
  return name;
}

TorchArchive open_torch_archive(Bytes file, const std::string& where) {
  if (is_zip(file)) return open_zip(file, where);
  const std::string_view text = as_text(file);
  if (is_legacy(text)) return LegacyReader(file, where).read();
  refuse_substitute(text, where);
  throw_input("{}: no file of torch.save: neither its zip archive nor its older format", where);
}

}  // namespace dragoman::checkpoints
