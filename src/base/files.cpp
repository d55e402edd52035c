#include "base/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace dragoman {
namespace {

std::string reason() { return std::strerror(errno); }

// False, with errno, when not everything could be written.
bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

void sync_path(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_failure("{}: cannot open: {}", path.string(), reason());
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) throw_failure("{}: cannot sync: {}", path.string(), reason());
}

Path folder_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

void rename_path(const Path& from, const Path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw_failure("{}: cannot rename to {}: {}", from.string(), to.string(), reason());
  sync_path(folder_of(to));
}

int open_to_read(const Path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_input("{}: cannot open: {}", path.string(), reason());
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    throw_input("{}: is a folder, a file was expected", path.string());
  }
  return descriptor;
}

}  // namespace

std::string read_file(const Path& path) {
  const int descriptor = open_to_read(path);
  std::string content;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      const int error = errno;
      ::close(descriptor);
      if (got < 0) throw_failure("{}: cannot read: {}", path.string(), std::strerror(error));
      return content;
    }
    content.append(buffer, static_cast<size_t>(got));
  }
}

void make_folder(const Path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw_failure("{}: cannot make the folder: {}", folder.string(), error.message());
}

void write_file(const Path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

void publish_folder(const Path& from, const Path& to) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(from))
    sync_path(entry.path());
  sync_path(from);
  std::error_code ignored;
  std::filesystem::remove_all(to, ignored);
  rename_path(from, to);
}

AtomicFile::AtomicFile(Path path) : path_(std::move(path)) {
  temporary_ = path_;
  temporary_ += fmt::format(".{}.partial", ::getpid());
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw_failure("{}: cannot create: {}", path_.string(), reason());
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  if (!write_all(descriptor_, bytes))
    throw_failure("{}: cannot write: {}", path_.string(), reason());
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) throw_failure("{}: cannot sync: {}", path_.string(), reason());
  ::close(std::exchange(descriptor_, -1));
  rename_path(temporary_, path_);
}

AppendFile::AppendFile(Path path, int64_t keep_bytes) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) throw_failure("{}: cannot create: {}", path_.string(), reason());
  size_ = ::lseek(descriptor_, 0, SEEK_END);
  if (keep_bytes < 0 || keep_bytes >= size_) return;
  if (::ftruncate(descriptor_, keep_bytes) != 0)
    throw_failure("{}: cannot cut back: {}", path_.string(), reason());
  size_ = ::lseek(descriptor_, keep_bytes, SEEK_SET);
}

AppendFile::~AppendFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AppendFile::append(std::string_view bytes) {
  if (!write_all(descriptor_, bytes)) {
    const std::string why = reason();
    if (::ftruncate(descriptor_, size_) == 0) ::lseek(descriptor_, size_, SEEK_SET);
    throw_failure("{}: cannot write: {}", path_.string(), why);
  }
  size_ += static_cast<int64_t>(bytes.size());
}

void AppendFile::sync() {
  if (::fsync(descriptor_) != 0) throw_failure("{}: cannot sync: {}", path_.string(), reason());
}

MappedFile::MappedFile(const Path& path) {
  const int descriptor = open_to_read(path);
  struct stat status {};
  ::fstat(descriptor, &status);
  size_ = static_cast<size_t>(status.st_size);
  if (size_ > 0) {
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (mapped == MAP_FAILED) {
      ::close(descriptor);
      throw_failure("{}: cannot map: {}", path.string(), reason());
    }
    data_ = static_cast<const std::byte*>(mapped);
  }
  ::close(descriptor);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

void drop_pages(std::span<const std::byte> mapped) {
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<uintptr_t>(mapped.data());
  const uintptr_t first = (begin + page - 1) / page * page;
  const uintptr_t last = (begin + mapped.size()) / page * page;
  if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

}  // namespace dragoman
