#include "oracles/curl.h"

#include <dlfcn.h>

#include "base/error.h"

namespace dragoman::oracles {
namespace {

void* open_library() {
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"})
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  throw_input("asking a server needs libcurl: apt-get install libcurl4");
}

template <class Function>
void bind(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) throw_failure("libcurl has no {}", name);
}

Curl load() {
  void* library = open_library();
  Curl loaded{};
  bind(library, "curl_easy_init", loaded.easy_init);
  bind(library, "curl_easy_cleanup", loaded.easy_cleanup);
  bind(library, "curl_easy_perform", loaded.easy_perform);
  bind(library, "curl_easy_setopt", loaded.easy_setopt);
  bind(library, "curl_easy_getinfo", loaded.easy_getinfo);
  bind(library, "curl_easy_strerror", loaded.easy_strerror);
  bind(library, "curl_slist_append", loaded.slist_append);
  bind(library, "curl_slist_free_all", loaded.slist_free_all);
  bind(library, "curl_getdate", loaded.getdate);
  decltype(&curl_global_init) global_init = nullptr;
  bind(library, "curl_global_init", global_init);
  global_init(CURL_GLOBAL_DEFAULT);
  return loaded;
}

}  // namespace

const Curl& curl() {
  static const Curl loaded = load();
  return loaded;
}

}  // namespace dragoman::oracles
