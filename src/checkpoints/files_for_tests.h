// Files that tests and fuzz targets make byte by byte: zip archives, pickles, torch's files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dragoman::checkpoints {

template <class Number>
std::string packed(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

struct ZipPart {
  std::string name;
  std::string bytes;
  uint16_t method = 0;
  uint16_t flags = 0;
};

// What zip64 does for large archives, or the plain layout.
inline std::string zip_of(const std::vector<ZipPart>& parts, bool in_64 = false) {
  std::string archive, directory;
  for (const auto& [name, bytes, method, flags] : parts) {
    const auto size = static_cast<uint32_t>(bytes.size());
    const auto offset = static_cast<uint32_t>(archive.size());
    const std::string middle = packed(flags) + packed(method) + packed<uint64_t>(0);
    const std::string sizes = packed(size) + packed(size);
    const std::string length = packed(static_cast<uint16_t>(name.size()));
    archive += "PK\x03\x04" + packed<uint16_t>(20) + middle + sizes + length + packed<uint16_t>(3) +
               name + "pad" + bytes;
    const std::string extra = packed<uint16_t>(1) + packed<uint16_t>(24) + packed<uint64_t>(size) +
                              packed<uint64_t>(size) + packed<uint64_t>(offset);
    directory += "PK\x01\x02" + packed<uint32_t>(20) + middle +
                 (in_64 ? packed<uint64_t>(~uint64_t{0}) : sizes) + length +
                 packed<uint16_t>(in_64 ? static_cast<uint16_t>(extra.size()) : 0) +
                 packed<uint16_t>(0) + packed<uint64_t>(0) +
                 packed<uint32_t>(in_64 ? ~uint32_t{0} : offset) + name + (in_64 ? extra : "");
  }
  const uint64_t begin = archive.size();
  archive += directory;
  const uint64_t end = archive.size();
  const uint64_t count = parts.size();
  if (in_64) {
    archive += "PK\x06\x06" + packed<uint64_t>(44) + packed<uint32_t>(45) + packed<uint64_t>(0) +
               packed(count) + packed(count) + packed(end - begin) + packed(begin);
    archive += "PK\x06\x07" + packed<uint32_t>(0) + packed(end) + packed<uint32_t>(1);
  }
  const auto short_count = static_cast<uint16_t>(in_64 ? 0xffff : count);
  return archive + "PK\x05\x06" + packed<uint32_t>(0) + packed(short_count) + packed(short_count) +
         packed(static_cast<uint32_t>(end - begin)) +
         packed(static_cast<uint32_t>(in_64 ? ~uint32_t{0} : begin)) + packed<uint16_t>(0);
}

// Pieces of pickles, protocol 2.
inline std::string pickled(int32_t number) { return "J" + packed(number); }
inline std::string pickled(const std::string& text) {
  return "X" + packed(static_cast<uint32_t>(text.size())) + text;
}
inline std::string tuple(const std::string& items) { return "(" + items + "t"; }
inline std::string global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string called(const std::string& function, const std::string& arguments) {
  return function + tuple(arguments) + "R";
}
inline std::string dictionary(const std::string& entries) { return "}(" + entries + "u"; }
inline std::string whole_pickle(const std::string& value) { return "\x80\x02" + value + "."; }

inline std::string numbers(const std::vector<int32_t>& values) {
  std::string items;
  for (const int32_t value : values) items += pickled(value);
  return tuple(items);
}

struct TensorView {
  std::vector<int32_t> shape;
  std::vector<int32_t> strides;
  int32_t begin = 0;
  int32_t count = 6;  // elements of its storage
  std::string type = "FloatStorage";
  std::string key = "0";
};

inline std::string pickled_tensor(const TensorView& view,
                                  const std::string& function = "_rebuild_tensor_v2") {
  const std::string storage = tuple(pickled("storage") + global("torch", view.type) +
                                    pickled(view.key) + pickled("cpu") + pickled(view.count)) +
                              "Q";
  return called(global("torch._utils", function),
                storage + pickled(view.begin) + numbers(view.shape) + numbers(view.strides) +
                    "\x89" + called(global("collections", "OrderedDict"), ""));
}

// As torch.save lays it out; storage "0" holds `storage`.
inline std::string torch_zip(const std::string& value, const std::string& storage) {
  return zip_of({{"archive/data.pkl", whole_pickle(value)},
                 {"archive/byteorder", "little"},
                 {"archive/data/0", storage},
                 {"archive/version", "3\n"}});
}

}  // namespace dragoman::checkpoints
