#include "text/old_normal_form.h"

#include "text/character_class.h"
#include "text/utf8.h"

namespace dragoman::text {

std::string normalize_old(std::string_view text, NormalForm form) {
  constexpr char32_t kFirstNewer = 0x560;  // all below is in Unicode 9
  std::string out;
  size_t done = 0;
  for (size_t position = 0; position < text.size();) {
    const size_t begin = position;
    const char32_t c = next_code_point(text, position);
    if (c < kFirstNewer || is_in_unicode(c, 9)) continue;
    out += normalize(text.substr(done, begin - done), form);
    out += text.substr(begin, position - begin);
    done = position;
  }
  return out += normalize(text.substr(done), form);
}

}  // namespace dragoman::text
