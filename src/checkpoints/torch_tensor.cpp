#include "checkpoints/torch_tensor.h"

#include <cstring>

#include "base/error.h"

namespace dragoman::checkpoints {
namespace {

using Kind = PickleValue::Kind;

constexpr size_t kMostDimensions = 64;
constexpr int kDeepestWrapping = 8;

class TensorReader {
 public:
  TensorReader(const TorchArchive& archive, const std::string& where)
      : archive_(archive), pickle_(archive.pickle), where_(where) {}

  TorchValue read(const PickleValue& value) const { return read(value, kDeepestWrapping); }

 private:
  TorchValue read(const PickleValue& value, int depth) const {
    if (value.kind != Kind::kCall) return {std::nullopt, kind_of(value)};
    return call({function_of(value), &pickle_.at(value.items[1])}, depth);
  }

  struct Call {
    std::string function;
    const PickleValue* arguments;
  };

  // Parameters and subclasses are wrappers around another call.
  TorchValue call(const Call& call, int depth) const {
    const PickleValue& arguments = *call.arguments;
    const size_t count = arguments.items.size();
    if (depth == 0) return {std::nullopt, call.function};
    if (call.function == "torch._utils._rebuild_tensor_v2" && count >= 4)
      return tensor(arguments, nullptr, 6);
    if (call.function == "torch._utils._rebuild_tensor" && count >= 4)
      return tensor(arguments, nullptr, count);
    if (call.function == "torch._utils._rebuild_tensor_v3" && count >= 7) {
      const Dtype* dtype = find_torch_dtype(argument(arguments, 6).name);
      if (dtype == nullptr) return {std::nullopt, full_name(argument(arguments, 6))};
      return tensor(arguments, dtype, 7);
    }
    if (call.function.starts_with("torch._utils._rebuild_parameter") && count >= 1)
      return read(argument(arguments, 0), depth - 1);
    if (call.function.starts_with("torch._tensor._rebuild_from_type") && count >= 3 &&
        argument(arguments, 0).kind == Kind::kGlobal)
      return this->call({full_name(argument(arguments, 0)), &argument(arguments, 2)}, depth - 1);
    return {std::nullopt, call.function};
  }

  // storage, offset, shape, strides, …; `dtype` when the storage is untyped; `marks` is where
  // lazy conjugation and negation stand.
  TorchValue tensor(const PickleValue& arguments, const Dtype* dtype, size_t marks) const {
    const auto storage = read_storage_name(pickle_, argument(arguments, 0));
    if (!storage) fail("a tensor without its storage");
    if (storage->dtype == nullptr) return {std::nullopt, storage->type};
    if (arguments.items.size() > marks && !argument(arguments, marks).items.empty())
      return {std::nullopt, "a tensor that is conjugated or negated lazily"};
    StridedTensor found;
    found.dtype = dtype == nullptr ? storage->dtype : dtype;
    found.storage = archive_.storage(storage->key);
    const int64_t promised = tensor_size({storage->count}, storage->dtype->size, where_);
    if (static_cast<uint64_t>(promised) > found.storage.size())
      fail("truncated: its storage has fewer bytes than promised");
    found.begin = integer(argument(arguments, 1));
    if (__builtin_add_overflow(found.begin, storage->begin, &found.begin) || found.begin < 0)
      fail("a tensor in front of its storage");
    found.shape = integers(argument(arguments, 2));
    found.strides = integers(argument(arguments, 3));
    check(found);
    return {std::move(found), ""};
  }

  void check(const StridedTensor& tensor) const {
    if (tensor.shape.size() != tensor.strides.size()) fail("shape and strides do not fit");
    if (tensor_size(tensor.shape, tensor.dtype->size, where_) == 0) return;
    int64_t last = tensor.begin;
    for (size_t i = 0; i < tensor.shape.size(); ++i) {
      int64_t reach = 0;
      if (tensor.strides[i] < 0 ||
          __builtin_mul_overflow(tensor.shape[i] - 1, tensor.strides[i], &reach) ||
          __builtin_add_overflow(last, reach, &last))
        fail("impossible strides");
    }
    if (static_cast<uint64_t>(last) >= tensor.storage.size() / tensor.dtype->size)
      fail("truncated, or a tensor beyond its storage");
  }

  const PickleValue& argument(const PickleValue& arguments, size_t i) const {
    return pickle_.at(arguments.items[i]);
  }

  int64_t integer(const PickleValue& value) const {
    if (value.kind != Kind::kInteger) fail("a size that is no integer");
    return value.number;
  }

  std::vector<int64_t> integers(const PickleValue& value) const {
    if (value.items.size() > kMostDimensions) fail("a tensor of too many dimensions");
    std::vector<int64_t> numbers;
    for (const PickleId id : value.items) numbers.push_back(integer(pickle_.at(id)));
    return numbers;
  }

  std::string function_of(const PickleValue& call) const {
    const PickleValue& function = pickle_.at(call.items[0]);
    return function.kind == Kind::kGlobal ? full_name(function) : "something made at run time";
  }

  static std::string kind_of(const PickleValue& value) {
    if (value.kind == Kind::kGlobal) return full_name(value);
    return value.kind == Kind::kPersistent ? "a bare storage" : "a plain value";
  }

  [[noreturn]] void fail(const char* what) const { throw_input("{}: {}", where_, what); }

  const TorchArchive& archive_;
  const Pickle& pickle_;
  const std::string& where_;
};

}  // namespace

bool StridedTensor::contiguous() const {
  int64_t step = 1;
  for (size_t i = count() == 0 ? 0 : shape.size(); i-- > 0;) {
    if (shape[i] != 1 && strides[i] != step) return false;
    step *= shape[i];
  }
  return true;
}

int64_t StridedTensor::count() const { return tensor_size(shape, 1, ""); }

TorchValue read_torch_value(const TorchArchive& archive, const PickleValue& value,
                            const std::string& where) {
  return TensorReader(archive, where).read(value);
}

void gather(const StridedTensor& tensor, std::byte* target) {
  const auto size = static_cast<size_t>(tensor.dtype->size);
  std::vector<int64_t> index(tensor.shape.size(), 0);
  int64_t element = tensor.begin;
  for (int64_t left = tensor.count(); left > 0; --left) {
    std::memcpy(target, tensor.storage.data() + static_cast<size_t>(element) * size, size);
    target += size;
    for (size_t i = index.size(); i-- > 0;) {
      element += tensor.strides[i];
      if (++index[i] < tensor.shape[i]) break;
      element -= tensor.strides[i] * std::exchange(index[i], 0);
    }
  }
}

}  // namespace dragoman::checkpoints
