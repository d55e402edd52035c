// A file of safetensors: the first byte says whether the rest is one, or the header of one.
#include "checkpoints/safetensors.h"

#include "checkpoints/files_for_tests.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  if (size == 0) return 0;
  std::string bytes(fuzz::text_of(data + 1, size - 1));
  if (data[0] % 2 == 1)
    bytes = checkpoints::packed<uint64_t>(bytes.size()) + bytes + std::string(96, '\x3f');
  return fuzz::run([&] {
    const checkpoints::SafetensorsFile file(fuzz::as_file(bytes, ".safetensors"));
    size_t total = 0;
    for (const auto& [name, tensor] : file.tensors()) {
      const int64_t element = checkpoints::element_size(tensor.dtype, name);
      const int64_t whole = checkpoints::tensor_size(tensor.shape, element, name);
      fuzz::expect(whole == static_cast<int64_t>(tensor.bytes.size()), "a tensor is whole");
      total += tensor.bytes.size();
    }
    fuzz::expect(total <= bytes.size(), "no byte belongs to two tensors");
  });
}
