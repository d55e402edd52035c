#include "checkpoints/zip_directory.h"

#include <vector>

namespace dragoman::checkpoints {
namespace {

constexpr uint32_t kEndSignature = 0x06054b50;
constexpr uint32_t kEnd64Signature = 0x06064b50;
constexpr uint32_t kLocatorSignature = 0x07064b50;
constexpr uint32_t kEntrySignature = 0x02014b50;
constexpr uint32_t kLocalSignature = 0x04034b50;
constexpr uint64_t kEndSize = 22;
constexpr uint64_t kLocatorSize = 20;
constexpr uint64_t kLocalSize = 30;
constexpr uint64_t kLongestComment = 0xffff;
constexpr uint32_t kIn64 = 0xffffffff;  // in a field of 32 bits: the number is in the zip64 part
constexpr uint16_t kIn64Count = 0xffff;
constexpr uint16_t kExtra64 = 1;
constexpr uint16_t kEncrypted = 1;

struct Listing {
  uint64_t offset = 0;
  uint64_t count = 0;
};

struct Entry {
  std::string name;
  bool plain = true;
  uint64_t size = 0;
  uint64_t header = 0;  // where its local header begins
};

class ZipReader {
 public:
  ZipReader(Bytes archive, const std::string& where)
      : archive_(archive), where_(where), reader_(archive, where) {}

  ZipDirectory read() {
    const Listing listing = find_listing();
    reader_.seek(listing.offset);
    ZipDirectory directory;
    for (uint64_t i = 0; i < listing.count; ++i) {
      Entry entry = read_entry();
      const ZipEntry found = {entry.plain ? bytes_of(entry) : Bytes(), entry.plain};
      if (!directory.emplace(entry.name, found).second)
        throw_input("{}: broken zip archive: two entries are named '{}'", where_, entry.name);
    }
    return directory;
  }

 private:
  void expect(uint32_t signature, const char* part) {
    if (reader_.number<uint32_t>() != signature)
      throw_input("{}: broken zip archive: no {} where one was promised", where_, part);
  }

  // The end record is the last thing in the file but for a comment.
  uint64_t find_end() const {
    const std::string_view text = as_text(archive_);
    constexpr std::string_view kMark("PK\x05\x06", 4);
    size_t at = text.size() < kEndSize ? text.npos : text.rfind(kMark, text.size() - kEndSize);
    if (at == text.npos || text.size() - at > kEndSize + kLongestComment)
      throw_input("{}: truncated: a zip archive without its directory; download or save it again",
                  where_);
    return at;
  }

  Listing find_listing() {
    const uint64_t end = find_end();
    reader_.seek(end);
    expect(kEndSignature, "end record");
    reader_.take(6);
    Listing listing;
    listing.count = reader_.number<uint16_t>();
    const uint64_t size = reader_.number<uint32_t>();
    listing.offset = reader_.number<uint32_t>();
    const bool in_64 = listing.count == kIn64Count || size == kIn64 || listing.offset == kIn64;
    return in_64 && end >= kLocatorSize ? find_listing_64(end - kLocatorSize) : listing;
  }

  Listing find_listing_64(uint64_t locator) {
    reader_.seek(locator);
    expect(kLocatorSignature, "zip64 locator");
    reader_.take(4);
    reader_.seek(reader_.number<uint64_t>());
    expect(kEnd64Signature, "zip64 end record");
    reader_.take(28);
    Listing listing;
    listing.count = reader_.number<uint64_t>();
    reader_.take(8);
    listing.offset = reader_.number<uint64_t>();
    return listing;
  }

  Entry read_entry() {
    expect(kEntrySignature, "directory entry");
    Entry entry;
    reader_.take(4);
    const auto flags = reader_.number<uint16_t>();
    const auto method = reader_.number<uint16_t>();
    entry.plain = method == 0 && (flags & kEncrypted) == 0;
    reader_.take(8);
    uint64_t packed = reader_.number<uint32_t>();
    entry.size = reader_.number<uint32_t>();
    const auto name_size = reader_.number<uint16_t>();
    const auto extra_size = reader_.number<uint16_t>();
    const auto comment_size = reader_.number<uint16_t>();
    reader_.take(8);
    entry.header = reader_.number<uint32_t>();
    entry.name = as_text(reader_.take(name_size));
    read_extra(reader_.take(extra_size), entry, packed);
    reader_.take(comment_size);
    if (entry.plain && packed != entry.size)
      throw_input("{}: broken zip archive: '{}' has two sizes", where_, entry.name);
    return entry;
  }

  // The fields that the zip64 part holds, in its order.
  static std::vector<uint64_t*> numbers_in_64(Entry& entry, uint64_t& packed) {
    std::vector<uint64_t*> fields;
    for (uint64_t* field : {&entry.size, &packed, &entry.header})
      if (*field == kIn64) fields.push_back(field);
    return fields;
  }

  void read_extra(Bytes extra, Entry& entry, uint64_t& packed) const {
    ByteReader reader(extra, where_);
    while (reader.left() >= 4) {
      const auto kind = reader.number<uint16_t>();
      const auto size = reader.number<uint16_t>();
      ByteReader part(reader.take(size), where_);
      if (kind != kExtra64) continue;
      for (uint64_t* field : numbers_in_64(entry, packed)) *field = part.number<uint64_t>();
      return;
    }
  }

  // The local header repeats the name; what lies behind it are the bytes.
  Bytes bytes_of(const Entry& entry) const {
    ByteReader local(archive_, where_);
    local.seek(entry.header);
    if (local.number<uint32_t>() != kLocalSignature)
      throw_input("{}: broken zip archive: '{}' is not where its directory says", where_,
                  entry.name);
    local.take(kLocalSize - 4 - 4);
    const auto name_size = local.number<uint16_t>();
    const auto extra_size = local.number<uint16_t>();
    local.take(uint64_t{name_size} + extra_size);
    return local.take(entry.size);
  }

  Bytes archive_;
  const std::string& where_;
  ByteReader reader_;
};

}  // namespace

ZipDirectory read_zip(Bytes archive, const std::string& where) {
  return ZipReader(archive, where).read();
}

}  // namespace dragoman::checkpoints
