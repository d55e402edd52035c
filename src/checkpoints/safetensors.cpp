#include "checkpoints/safetensors.h"

#include <cstring>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::checkpoints {
namespace {

constexpr size_t kPrefix = 8;
constexpr uint64_t kLargestHeader = 100'000'000;  // the reference implementation's limit

std::string read_header(const Path& path, std::span<const std::byte> file) {
  if (file.size() < kPrefix)
    throw_input("{}: truncated: {} bytes are no safetensors file", path.string(), file.size());
  uint64_t length = 0;
  std::memcpy(&length, file.data(), kPrefix);
  if (length > kLargestHeader || length > file.size() - kPrefix)
    throw_input("{}: truncated or no safetensors file: a header of {} bytes in a file of {}",
                path.string(), length, file.size());
  return {reinterpret_cast<const char*>(file.data()) + kPrefix, length};
}

void check_bytes(const StoredTensor& tensor, uint64_t stored, const std::string& where) {
  uint64_t bytes = static_cast<uint64_t>(element_size(tensor.dtype, where));
  for (const int64_t size : tensor.shape) {
    if (size < 0 || __builtin_mul_overflow(bytes, static_cast<uint64_t>(size), &bytes))
      throw_input("{}: impossible shape", where);
  }
  if (bytes != stored)
    throw_input("{}: {} bytes do not fit its shape and dtype {}", where, stored, tensor.dtype);
}

StoredTensor read_tensor(const Json& entry, const std::string& where,
                         std::span<const std::byte> data) {
  StoredTensor tensor;
  uint64_t begin = 0;
  uint64_t end = 0;
  try {
    tensor.dtype = entry.at("dtype").get<std::string>();
    tensor.shape = entry.at("shape").get<std::vector<int64_t>>();
    begin = entry.at("data_offsets").at(0).get<uint64_t>();
    end = entry.at("data_offsets").at(1).get<uint64_t>();
  } catch (const Json::exception& error) {
    throw_input("{}: malformed header entry: {}", where, error.what());
  }
  if (begin > end || end > data.size())
    throw_input("{}: truncated: bytes {} to {} were promised, {} are there", where, begin, end,
                data.size());
  check_bytes(tensor, end - begin, where);
  tensor.bytes = data.subspan(begin, end - begin);
  return tensor;
}

}  // namespace

int64_t element_size(const std::string& dtype, const std::string& where) {
  static const std::map<std::string_view, int64_t> sizes{
      {"BOOL", 1}, {"U8", 1},  {"I8", 1},  {"F8_E5M2", 1}, {"F8_E4M3", 1}, {"F8_E8M0", 1},
      {"I16", 2},  {"U16", 2}, {"F16", 2}, {"BF16", 2},    {"I32", 4},     {"U32", 4},
      {"F32", 4},  {"F64", 8}, {"I64", 8}, {"U64", 8}};
  const auto found = sizes.find(dtype);
  if (found == sizes.end())
    throw_input("{}: dtype {} is not known (weights are F32, BF16 or F16)", where, dtype);
  return found->second;
}

SafetensorsFile::SafetensorsFile(const Path& path) : path_(path), file_(path) {
  const std::string header = read_header(path, file_.bytes());
  const Json json = parse_json(header, path.string());
  if (!json.is_object()) throw_input("{}: malformed header", path.string());
  const auto data = file_.bytes().subspan(kPrefix + header.size());
  for (const auto& [name, entry] : json.items()) {
    if (name == "__metadata__") continue;
    tensors_.emplace(name, read_tensor(entry, path.string() + ": " + name, data));
  }
}

void write_safetensors(const Path& path, std::span<const TensorToStore> tensors) {
  Json header = Json::object();
  header["__metadata__"] = {{"format", "pt"}};
  size_t offset = 0;
  for (const TensorToStore& tensor : tensors) {
    const size_t end = offset + tensor.bytes.size();
    header[tensor.name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // data starts aligned
  const uint64_t length = text.size();
  AtomicFile file(path);
  file.write({reinterpret_cast<const char*>(&length), sizeof length});
  file.write(text);
  for (const TensorToStore& tensor : tensors)
    file.write({reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size()});
  file.commit();
}

}  // namespace dragoman::checkpoints
