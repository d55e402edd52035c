#include "text/encoding.h"

#include <unicode/ucnv.h>

#include <vector>

#include "base/error.h"
#include "text/utf8.h"

namespace dragoman::text {
namespace {

bool ends_lines_with_one_byte(UConverter* converter) {
  UErrorCode error = U_ZERO_ERROR;
  const UChar newline = u'\n';
  char bytes[16];
  const int32_t count = ucnv_fromUChars(converter, bytes, sizeof bytes, &newline, 1, &error);
  return U_SUCCESS(error) && count == 1 && bytes[0] == '\n';
}

}  // namespace

void Decoder::Close::operator()(UConverter* converter) const { ucnv_close(converter); }

Decoder::Decoder(const std::string& encoding) : encoding_(encoding) {
  if (ucnv_compareNames(encoding.c_str(), "utf-8") == 0) return;
  UErrorCode error = U_ZERO_ERROR;
  converter_.reset(ucnv_open(encoding.c_str(), &error));
  if (U_FAILURE(error) || encoding.empty()) throw_input("unknown encoding '{}'", encoding);
  if (!ends_lines_with_one_byte(converter_.get()))
    throw_input("the encoding {} can't be read line by line; convert the file to UTF-8", encoding);
  ucnv_setToUCallBack(converter_.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
}

bool Decoder::decode(std::string& line) {
  if (!converter_) return !first_invalid_utf8(line);
  UErrorCode error = U_ZERO_ERROR;
  std::vector<UChar> units(2 * line.size() + 1);
  const int32_t count =
      ucnv_toUChars(converter_.get(), units.data(), static_cast<int32_t>(units.size()), line.data(),
                    static_cast<int32_t>(line.size()), &error);
  if (U_FAILURE(error)) return false;
  line.clear();
  for (int32_t i = 0; i < count;) {
    UChar32 c = 0;
    U16_NEXT(units.data(), i, count, c);
    append_utf8(line, static_cast<char32_t>(c));
  }
  return true;
}

void Decoder::refuse(std::string_view line, std::string_view where) const {
  if (!converter_) require_utf8(line, where);
  throw_input("{}: not in the encoding {}", where, encoding_);
}

}  // namespace dragoman::text
