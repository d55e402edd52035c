#include "checkpoints/safetensors.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/json.h"

namespace dragoman::checkpoints {
namespace {

constexpr size_t kPrefix = 8;
constexpr uint64_t kLargestHeader = 100'000'000;  // the reference implementation's limit

std::string_view read_header(const Path& path, std::span<const std::byte> file) {
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  refuse_substitute(text, path.string());
  uint64_t length = 0;
  if (text.size() >= kPrefix) std::memcpy(&length, text.data(), kPrefix);
  if (text.size() < kPrefix || length > kLargestHeader || length > text.size() - kPrefix)
    throw_input("{}: truncated or no safetensors file: a header of {} bytes in a file of {}",
                path.string(), length, text.size());
  return text.substr(kPrefix, length);
}

// One tensor's entry of the header; `where` names file and tensor.
class EntryReader {
 public:
  EntryReader(const nlohmann::json& entry, const std::string& where)
      : entry_(entry), where_(where) {}

  StoredTensor read(std::span<const std::byte> data) const {
    StoredTensor tensor;
    const auto& dtype = at("dtype");
    if (!dtype.is_string()) fail("dtype");
    tensor.dtype = dtype.get<std::string>();
    for (const uint64_t size : numbers("shape")) tensor.shape.push_back(as_size(size));
    const std::vector<uint64_t> offsets = numbers("data_offsets");
    if (offsets.size() != 2) fail("data_offsets");
    const uint64_t begin = offsets[0];
    const uint64_t end = offsets[1];
    if (begin > end || end > data.size())
      throw_input("{}: truncated: bytes {} to {} were promised, {} are there", where_, begin, end,
                  data.size());
    const int64_t element = element_size(tensor.dtype, where_);
    if (tensor_size(tensor.shape, element, where_) != static_cast<int64_t>(end - begin))
      throw_input("{}: {} bytes do not fit its shape [{}] and dtype {}", where_, end - begin,
                  to_text(tensor.shape), tensor.dtype);
    tensor.bytes = data.subspan(begin, end - begin);
    return tensor;
  }

 private:
  const nlohmann::json& at(const char* key) const {
    if (!entry_.is_object() || !entry_.contains(key)) fail(key);
    return entry_[key];
  }

  std::vector<uint64_t> numbers(const char* key) const {
    const auto& list = at(key);
    if (!list.is_array()) fail(key);
    std::vector<uint64_t> numbers;
    for (const auto& number : list) {
      if (!number.is_number_unsigned()) fail(key);
      numbers.push_back(number.get<uint64_t>());
    }
    return numbers;
  }

  int64_t as_size(uint64_t size) const {
    if (size > std::numeric_limits<int64_t>::max()) fail("shape");
    return static_cast<int64_t>(size);
  }

  [[noreturn]] void fail(const char* key) const {
    throw_input("{}: malformed header entry: {} is missing or not what it must be", where_, key);
  }

  const nlohmann::json& entry_;
  const std::string& where_;
};

// Calls `visit` with every entry of the header, one at a time, in the file's order.
template <class Visit>
void read_entries(std::string_view header, const std::string& where, const Visit& visit) {
  using Event = nlohmann::json::parse_event_t;
  std::string name;
  const auto on_event = [&](int depth, Event event, nlohmann::json& value) {
    if (depth != 1) return true;
    if (event == Event::key) name = value.get<std::string>();
    if (event == Event::array_end || event == Event::value)
      throw_input("{}: {}: malformed header entry: no object", where, name);
    if (event != Event::object_end) return true;
    visit(name, value);
    return false;
  };
  check_json_depth(header, where);
  try {
    if (!nlohmann::json::parse(header, on_event).is_object())
      throw_input("{}: malformed header: no object", where);
  } catch (const nlohmann::json::exception& error) {
    throw_input("{}: malformed header: {}", where, error.what());
  }
}

// Tensors lie one behind the other and fill the data.
void check_layout(const std::map<std::string, StoredTensor>& tensors,
                  std::span<const std::byte> data, const std::string& where) {
  std::vector<std::span<const std::byte>> parts;
  for (const auto& [name, tensor] : tensors) parts.push_back(tensor.bytes);
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
    return std::pair(a.data(), a.size()) < std::pair(b.data(), b.size());
  });
  const std::byte* end = data.data();
  for (const auto& part : parts) {
    if (part.data() != end)
      throw_input("{}: malformed header: tensors overlap, or bytes between them belong to none",
                  where);
    end += part.size();
  }
  if (end != data.data() + data.size())
    throw_input("{}: malformed header: {} bytes at the end belong to no tensor", where,
                data.data() + data.size() - end);
}

}  // namespace

int64_t element_size(const std::string& dtype, const std::string& where) {
  if (const Dtype* found = find_dtype(dtype)) return found->size;
  throw_input("{}: dtype {} is not known (weights are F32, BF16 or F16)", where, dtype);
}

SafetensorsFile::SafetensorsFile(const Path& path) : path_(path), file_(path) {
  const std::string where = path.string();
  const std::string_view header = read_header(path, file_.bytes());
  const auto data = file_.bytes().subspan(kPrefix + header.size());
  read_entries(header, where, [&](const std::string& name, const nlohmann::json& entry) {
    if (name == "__metadata__") return;
    const std::string place = where + ": " + name;
    if (!tensors_.emplace(name, EntryReader(entry, place).read(data)).second)
      throw_input("{}: malformed header: the tensor is there twice", place);
  });
  check_layout(tensors_, data, where);
}

int64_t TensorHeader::bytes() const {
  int64_t size = element_size(dtype, name);
  for (const int64_t extent : shape) size *= extent;
  return size;
}

SafetensorsWriter::SafetensorsWriter(const Path& path, std::span<const TensorHeader> tensors)
    : file_(path) {
  Json header = Json::object();
  header["__metadata__"] = {{"format", "pt"}};
  for (const TensorHeader& tensor : tensors) {
    const uint64_t end = missing_ + static_cast<uint64_t>(tensor.bytes());
    header[tensor.name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {missing_, end}}};
    missing_ = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // data starts aligned
  const uint64_t length = text.size();
  file_.write({reinterpret_cast<const char*>(&length), sizeof length});
  file_.write(text);
}

void SafetensorsWriter::append(std::span<const std::byte> bytes) {
  DRAGOMAN_CHECK(bytes.size() <= missing_, "no more bytes than were announced");
  missing_ -= bytes.size();
  file_.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void SafetensorsWriter::commit() {
  DRAGOMAN_CHECK(missing_ == 0, "every tensor that was announced is written");
  file_.commit();
}

void write_safetensors(const Path& path, std::span<const TensorToStore> tensors) {
  std::vector<TensorHeader> headers;
  for (const TensorToStore& tensor : tensors)
    headers.push_back({tensor.name, tensor.dtype, tensor.shape});
  SafetensorsWriter writer(path, headers);
  for (const TensorToStore& tensor : tensors) writer.append(tensor.bytes);
  writer.commit();
}

}  // namespace dragoman::checkpoints
