// Files of torch.save: the first byte says whether the rest is one, or the pickle of one.
#include "checkpoints/torch_file.h"

#include "checkpoints/files_for_tests.h"
#include "checkpoints/torch_tensor.h"
#include "fuzz.h"

namespace dragoman {
namespace {

namespace files = checkpoints;

// In memory, where a sanitizer sees every byte that is read beyond the end.
void read_values(std::string_view bytes) {
  const std::vector<char> copy(bytes.begin(), bytes.end());
  const std::string where = "fuzz";
  const auto archive = files::open_torch_archive(std::as_bytes(std::span(copy)), where);
  for (const files::PickleValue& value : archive.pickle.values()) {
    const auto read = files::read_torch_value(archive, value, where);
    if (!read.tensor || read.tensor->count() > 4096) continue;
    std::vector<std::byte> target(static_cast<size_t>(read.tensor->count() * 16));
    files::gather(*read.tensor, target.data());
  }
}

void read_file_of(std::string_view bytes) {
  const files::TorchFile file(fuzz::as_file(bytes, ".bin"));
  for (const auto& [name, tensor] : file.tensors()) {
    const int64_t element = files::find_dtype(tensor.dtype)->size;
    const int64_t size = files::tensor_size(tensor.shape, element, name);
    fuzz::expect(size == static_cast<int64_t>(tensor.bytes.size()), "a tensor is whole");
    int64_t sum = 0;
    for (const std::byte byte : tensor.bytes) sum += static_cast<int64_t>(byte);
    fuzz::expect(sum >= 0, "its bytes can be read");
  }
}

}  // namespace
}  // namespace dragoman

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace dragoman;
  if (size == 0) return 0;
  std::string bytes(fuzz::text_of(data + 1, size - 1));
  if (data[0] % 2 == 1)
    bytes = files::zip_of({{"a/data.pkl", bytes}, {"a/data/0", std::string(96, '\x3f')}});
  fuzz::run([&] { read_values(bytes); });
  return fuzz::run([&] { read_file_of(bytes); });
}
