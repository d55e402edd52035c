#include "episodes/backend.h"

#include <dlfcn.h>

#include "base/error.h"

namespace dragoman::episodes {
namespace {

constexpr const char* kLibrary = "libdragoman_tensors.so";
constexpr const char* kEntry = "dragoman_backend";

const Backend& load() {
  void* library = ::dlopen(kLibrary, RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) throw_failure("cannot load the tensor modules: {}", ::dlerror());
  using Factory = const Backend* (*)();
  const auto factory = reinterpret_cast<Factory>(::dlsym(library, kEntry));
  if (factory == nullptr) throw_failure("{} has no entry {}", kLibrary, kEntry);
  return *factory();
}

}  // namespace

const Backend& backend() {
  static const Backend& loaded = load();
  return loaded;
}

}  // namespace dragoman::episodes
