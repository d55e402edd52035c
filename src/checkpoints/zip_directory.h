// The directory of a zip archive (PKWARE's application note, zip64 included), for archives whose
// entries are stored as they are: then an entry is a view of the archive's own bytes.
#pragma once

#include <map>
#include <string>

#include "checkpoints/byte_reader.h"

namespace dragoman::checkpoints {

struct ZipEntry {
  Bytes bytes;        // empty unless `plain`
  bool plain = true;  // neither compressed nor encrypted
};

using ZipDirectory = std::map<std::string, ZipEntry, std::less<>>;

inline bool is_zip(Bytes file) { return as_text(file).starts_with("PK\x03\x04"); }

// Views into `archive`. Places outside it, two entries of one name and everything malformed are
// Errors that start with `where`. Checksums are not looked at, as torch itself does not.
ZipDirectory read_zip(Bytes archive, const std::string& where);

}  // namespace dragoman::checkpoints
