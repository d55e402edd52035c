#include "base/line_reader.h"

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/error.h"

namespace dragoman {
namespace {

constexpr size_t kChunk = 1 << 16;
constexpr unsigned char kZstdMagic[4] = {0x28, 0xb5, 0x2f, 0xfd};

}  // namespace

// Bytes out of a file; 0 at the end.
class LineReader::Source {
 public:
  virtual ~Source() = default;
  virtual size_t read(char* out, size_t capacity) = 0;

  static std::unique_ptr<Source> open(const Path& path);
};

namespace {

class GzipOrPlain final : public LineReader::Source {  // zlib reads plain files as they are
 public:
  GzipOrPlain(gzFile file, std::string name) : file_(file), name_(std::move(name)) {}
  ~GzipOrPlain() override { gzclose(file_); }

  size_t read(char* out, size_t capacity) override {
    const int got = gzread(file_, out, static_cast<unsigned>(capacity));
    int code = Z_OK;
    const char* message = gzerror(file_, &code);
    if (got < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR)
      throw_input("{}: broken gzip stream: {}", name_, message);
    return static_cast<size_t>(got);
  }

 private:
  gzFile file_;
  std::string name_;
};

class Zstd final : public LineReader::Source {
 public:
  Zstd(std::FILE* file, std::string name)
      : file_(file), name_(std::move(name)), stream_(ZSTD_createDStream()), chunk_(kChunk, '\0') {}
  ~Zstd() override {
    ZSTD_freeDStream(stream_);
    std::fclose(file_);
  }

  size_t read(char* out, size_t capacity) override {
    ZSTD_outBuffer output{out, capacity, 0};
    while (output.pos == 0) {
      if (input_.pos == input_.size) {
        input_ = {chunk_.data(), std::fread(chunk_.data(), 1, chunk_.size(), file_), 0};
        if (input_.size == 0) {
          if (pending_ != 0) throw_input("{}: truncated zstd stream", name_);
          return 0;
        }
      }
      pending_ = ZSTD_decompressStream(stream_, &output, &input_);
      if (ZSTD_isError(pending_))
        throw_input("{}: broken zstd stream: {}", name_, ZSTD_getErrorName(pending_));
    }
    return output.pos;
  }

 private:
  std::FILE* file_;
  std::string name_;
  ZSTD_DStream* stream_;
  std::string chunk_;
  ZSTD_inBuffer input_{nullptr, 0, 0};
  size_t pending_ = 0;
};

}  // namespace

std::unique_ptr<LineReader::Source> LineReader::Source::open(const Path& path) {
  const std::string name = path.string();
  if (name == "-") return std::make_unique<GzipOrPlain>(gzdopen(::dup(STDIN_FILENO), "rb"), name);
  if (std::filesystem::is_directory(path))
    throw_input("{}: is a folder, a file was expected", name);
  std::FILE* file = std::fopen(name.c_str(), "rb");
  if (file == nullptr) throw_input("{}: cannot open: {}", name, std::strerror(errno));
  unsigned char magic[4] = {};
  const size_t got = std::fread(magic, 1, sizeof magic, file);
  std::rewind(file);
  if (got == sizeof magic && std::memcmp(magic, kZstdMagic, sizeof magic) == 0)
    return std::make_unique<Zstd>(file, name);
  std::fclose(file);
  return std::make_unique<GzipOrPlain>(gzopen(name.c_str(), "rb"), name);
}

LineReader::LineReader(const Path& path) : name_(path.string()), source_(Source::open(path)) {
  if (name_ == "-") name_ = "standard input";
}

LineReader::~LineReader() = default;

std::string LineReader::where() const { return fmt::format("{}: line {}", name_, line_number_); }

bool LineReader::refill() {
  buffer_.erase(0, position_);
  position_ = 0;
  const size_t old_size = buffer_.size();
  if (old_size > kMaxLineBytes)
    throw_input("{}: line {} is longer than {} bytes; is this a text file?", name_,
                line_number_ + 1, kMaxLineBytes);
  buffer_.resize(old_size + kChunk);
  const size_t got = source_->read(buffer_.data() + old_size, kChunk);
  buffer_.resize(old_size + got);
  return got > 0;
}

bool LineReader::next(std::string& line) {
  size_t searched = position_;
  for (;;) {
    const size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      line.assign(buffer_, position_, end - position_);
      position_ = end + 1;
      ++line_number_;
      return true;
    }
    searched = buffer_.size() - position_;
    if (!refill()) break;
  }
  if (position_ == buffer_.size()) return false;
  line.assign(buffer_, position_);
  position_ = buffer_.size();
  ++line_number_;
  return true;
}

std::vector<std::string> read_all_lines(const Path& path) {
  std::vector<std::string> lines;
  LineReader reader(path);
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

}  // namespace dragoman
