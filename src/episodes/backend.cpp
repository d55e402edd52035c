#include "episodes/backend.h"

#include <dlfcn.h>

#include <cstdlib>

#include "base/error.h"

namespace dragoman::episodes {
namespace {

constexpr const char* kLibrary = "libdragoman_tensors.so";
constexpr const char* kEntry = "dragoman_backend";

// Threads of libtorch's (libgomp) that wait for their next piece of work spin for milliseconds, on
// the cores that our own threads work on. Read when the library is loaded; what the user set stays.
void shorten_spinning() {
  constexpr const char* kSpins = "3000";  // some microseconds; then a thread sleeps
  if (::getenv("OMP_WAIT_POLICY") == nullptr) ::setenv("GOMP_SPINCOUNT", kSpins, /*overwrite=*/0);
}

const Backend& load() {
  shorten_spinning();
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
