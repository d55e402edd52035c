// NumPy's file format, versions 1 to 3: a magic, a header that is a Python dictionary, the numbers.
// The file is mapped; pages that were read are given back, so memory does not grow with it.
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/error.h"
#include "clusters/vector_files.h"

namespace dragoman::clusters {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

struct Header {
  size_t data_begin = 0;
  int64_t rows = 0;
  int64_t width = 0;
};

[[noreturn]] void refuse(const Path& path, std::string_view why) {
  throw_input("{}: {}; write it with numpy.save(path, x.astype(\"<f4\")), x of rows and columns",
              path.string(), why);
}

// What follows "'key':" in the dictionary, without spaces before it.
std::string_view value_of(const Path& path, std::string_view header, std::string_view key) {
  const size_t at = header.find(fmt::format("'{}':", key));
  if (at == header.npos) refuse(path, fmt::format("its header has no '{}'", key));
  std::string_view rest = header.substr(at + key.size() + 3);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  return rest;
}

// The next number of "(3, 4)", which is taken away with what is before it; -1 where there is none.
int64_t take_number(std::string_view& text) {
  const size_t begin = text.find_first_not_of("(, ");
  int64_t number = -1;
  if (begin == text.npos) return number;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), number);
  if (error != std::errc()) return -1;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

Header parse_header(const Path& path, std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes.size() < 12) refuse(path, "no .npy file");
  const auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(bytes[i])); };
  const bool first_version = byte(6) == 1;
  const size_t begin = first_version ? 10 : 12;
  size_t length = byte(8) | byte(9) << 8;
  if (!first_version) length |= byte(10) << 16 | byte(11) << 24;
  if (length > bytes.size() - begin) refuse(path, "its header is cut off");
  const std::string_view header = bytes.substr(begin, length);
  if (!value_of(path, header, "descr").starts_with("'<f4'")) refuse(path, "not float32");
  if (!value_of(path, header, "fortran_order").starts_with("False"))
    refuse(path, "columns before rows");
  std::string_view shape = value_of(path, header, "shape");
  shape = shape.substr(0, shape.find(')'));
  Header parsed{begin + length, take_number(shape), 0};
  parsed.width = take_number(shape);
  if (parsed.rows < 1 || parsed.width < 1 || take_number(shape) >= 0)
    refuse(path, "its shape is not that of rows and columns");
  const auto floats = (bytes.size() - parsed.data_begin) / sizeof(float);
  if (floats / static_cast<size_t>(parsed.width) < static_cast<size_t>(parsed.rows))
    refuse(path, fmt::format("shorter than its {} rows", parsed.rows));
  return parsed;
}

class Npy final : public VectorReader {
 public:
  explicit Npy(const Path& path) : path_(path), file_(path), header_(parse_header(path, text())) {}

  int64_t width() const override { return header_.width; }
  int64_t count() const override { return header_.rows; }
  void rewind() override { next_ = 0; }

  int64_t read(float* to, int64_t rows) override {
    const int64_t taken = std::min(rows, header_.rows - next_);
    const size_t row_bytes = static_cast<size_t>(header_.width) * sizeof(float);
    const auto bytes =
        file_.bytes().subspan(header_.data_begin + static_cast<size_t>(next_) * row_bytes,
                              static_cast<size_t>(taken) * row_bytes);
    const int64_t stride = padded(header_.width);
    for (int64_t i = 0; i < taken; ++i) {
      float* row = to + i * stride;
      std::memcpy(row, bytes.data() + static_cast<size_t>(i) * row_bytes, row_bytes);
      std::fill(row + header_.width, row + stride, 0.0F);
      if (!all_finite({row, static_cast<size_t>(header_.width)}))
        refuse_vector(fmt::format("{}: row {}", path_.string(), next_ + i + 1));
    }
    drop_pages(bytes);
    next_ += taken;
    return taken;
  }

 private:
  std::string_view text() const {
    return {reinterpret_cast<const char*>(file_.bytes().data()), file_.bytes().size()};
  }

  const Path path_;
  const MappedFile file_;
  const Header header_;
  int64_t next_ = 0;
};

}  // namespace

std::unique_ptr<VectorReader> open_npy(const Path& path) { return std::make_unique<Npy>(path); }

}  // namespace dragoman::clusters
