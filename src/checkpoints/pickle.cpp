#include "checkpoints/pickle.h"

#include <unordered_map>

namespace dragoman::checkpoints {
namespace {

using Kind = PickleValue::Kind;

constexpr size_t kMostValues = 4'000'000;
constexpr int kLatestProtocol = 5;

class Machine {
 public:
  Machine(Bytes bytes, const std::string& where, std::vector<PickleValue>& values)
      : reader_(bytes, where), where_(where), values_(values) {}

  // Runs up to the end mark; the id of the result.
  PickleId run() {
    for (;;) {
      const auto operation = reader_.number<uint8_t>();
      if (operation == '.') return pop();
      const bool known = read_plain(operation) || read_text(operation) || build(operation) ||
                         fill(operation) || remember(operation) || describe(operation);
      if (!known)
        fail(
            fmt::format("operation 0x{:02x} is not one of protocols 2 to 5; save the file "
                        "again with a current torch.save",
                        operation));
    }
  }

  uint64_t position() const { return reader_.position(); }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw_input("{}: malformed pickle, at its byte {}: {}", where_, reader_.position(), what);
  }

  PickleId push(PickleValue value) {
    if (values_.size() == kMostValues) fail("more than 4 million values are no checkpoint");
    values_.push_back(std::move(value));
    stack_.push_back(static_cast<PickleId>(values_.size() - 1));
    return stack_.back();
  }

  void push(Kind kind, int64_t number = 0) { push({kind, number, {}, {}, {}}); }
  void push(Kind kind, Bytes text) { push({kind, 0, as_text(text), {}, {}}); }
  void push(Kind kind, std::vector<PickleId> items) { push({kind, 0, {}, {}, std::move(items)}); }

  // Nothing beneath the last mark may be taken.
  void need(size_t count) const {
    const size_t floor = marks_.empty() ? 0 : marks_.back();
    if (stack_.size() - floor < count) fail("the stack is empty");
  }

  PickleId pop() {
    need(1);
    const PickleId id = stack_.back();
    stack_.pop_back();
    return id;
  }

  PickleValue& top() {
    need(1);
    return values_[stack_.back()];
  }

  std::vector<PickleId> pop_last(size_t count) {
    need(count);
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<PickleId> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    return items;
  }

  std::vector<PickleId> pop_to_mark() {
    if (marks_.empty()) fail("there is no mark");
    std::vector<PickleId> items = pop_last(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
  }

  // Numbers and constants.
  bool read_plain(uint8_t operation) {
    switch (operation) {
      case 'N': push(Kind::kNone); return true;
      case 0x88: push(Kind::kBoolean, 1); return true;
      case 0x89: push(Kind::kBoolean, 0); return true;
      case 'J': push(Kind::kInteger, reader_.number<int32_t>()); return true;
      case 'K': push(Kind::kInteger, reader_.number<uint8_t>()); return true;
      case 'M': push(Kind::kInteger, reader_.number<uint16_t>()); return true;
      case 'G':
        reader_.take(8);
        push(Kind::kReal);
        return true;
      case 0x8a: push_long(reader_.number<uint8_t>()); return true;
      case 0x8b: push_long(reader_.number<uint32_t>()); return true;
      case 0x80:
        if (reader_.number<uint8_t>() > kLatestProtocol) fail("a protocol above 5");
        return true;
      case 0x95: reader_.take(8); return true;  // the length of a frame
      default: return false;
    }
  }

  void push_long(uint32_t size) {
    const Bytes bytes = reader_.take(size);
    if (size > sizeof(int64_t)) return push(Kind::kBig, bytes);
    uint64_t number = 0;
    for (size_t i = size; i-- > 0;) number = number << 8 | static_cast<uint64_t>(bytes[i]);
    const unsigned unused = 64 - 8 * size;
    if (size > 0) number = static_cast<uint64_t>(static_cast<int64_t>(number << unused) >> unused);
    push(Kind::kInteger, static_cast<int64_t>(number));
  }

  bool read_text(uint8_t operation) {
    switch (operation) {
      case 'X': push(Kind::kText, reader_.take(reader_.number<uint32_t>())); return true;
      case 0x8c: push(Kind::kText, reader_.take(reader_.number<uint8_t>())); return true;
      case 0x8d: push(Kind::kText, reader_.take(reader_.number<uint64_t>())); return true;
      case 'T': push(Kind::kText, reader_.take(reader_.number<uint32_t>())); return true;
      case 'U': push(Kind::kText, reader_.take(reader_.number<uint8_t>())); return true;
      case 'B': push(Kind::kBytes, reader_.take(reader_.number<uint32_t>())); return true;
      case 'C': push(Kind::kBytes, reader_.take(reader_.number<uint8_t>())); return true;
      case 0x8e:
      case 0x96: push(Kind::kBytes, reader_.take(reader_.number<uint64_t>())); return true;
      default: return false;
    }
  }

  // New containers, and the stack itself.
  bool build(uint8_t operation) {
    switch (operation) {
      case '(': marks_.push_back(stack_.size()); return true;
      case '0':
        if (!marks_.empty() && stack_.size() == marks_.back()) {
          marks_.pop_back();
        } else {
          pop();
        }
        return true;
      case '1': pop_to_mark(); return true;
      case '2':
        need(1);
        stack_.push_back(stack_.back());
        return true;
      case ')': push(Kind::kTuple); return true;
      case ']': push(Kind::kList); return true;
      case '}': push(Kind::kDict); return true;
      case 0x8f: push(Kind::kSet); return true;
      case 't': push(Kind::kTuple, pop_to_mark()); return true;
      case 0x85: push(Kind::kTuple, pop_last(1)); return true;
      case 0x86: push(Kind::kTuple, pop_last(2)); return true;
      case 0x87: push(Kind::kTuple, pop_last(3)); return true;
      case 0x91: push(Kind::kSet, pop_to_mark()); return true;
      default: return false;
    }
  }

  // What is put into a container that is there.
  bool fill(uint8_t operation) {
    switch (operation) {
      case 'a': add(Kind::kList, pop_last(1)); return true;
      case 'e': add(Kind::kList, pop_to_mark()); return true;
      case 0x90: add(Kind::kSet, pop_to_mark()); return true;
      case 's': add(Kind::kDict, pop_last(2)); return true;
      case 'u': add(Kind::kDict, pop_to_mark()); return true;
      default: return false;
    }
  }

  // The results of calls take anything; only keys and values are kept.
  void add(Kind kind, const std::vector<PickleId>& items) {
    PickleValue& container = top();
    if (container.kind != kind && container.kind != Kind::kCall)
      fail("something is put into what is no container for it");
    if (kind == Kind::kDict && items.size() % 2 != 0) fail("a key without its value");
    if (container.kind == Kind::kCall && kind != Kind::kDict) return;
    container.items.insert(container.items.end(), items.begin(), items.end());
  }

  bool remember(uint8_t operation) {
    switch (operation) {
      case 'q': keep(reader_.number<uint8_t>()); return true;
      case 'r': keep(reader_.number<uint32_t>()); return true;
      case 0x94: keep(static_cast<uint32_t>(memo_.size())); return true;
      case 'h': recall(reader_.number<uint8_t>()); return true;
      case 'j': recall(reader_.number<uint32_t>()); return true;
      default: return false;
    }
  }

  void keep(uint32_t slot) {
    need(1);
    memo_[slot] = stack_.back();
  }

  void recall(uint32_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) fail("a value that was never kept is recalled");
    stack_.push_back(found->second);
  }

  // Names, calls and objects: described, not looked up, made or run.
  bool describe(uint8_t operation) {
    switch (operation) {
      case 'c': {
        const std::string_view module = read_line();
        push({Kind::kGlobal, 0, module, read_line(), {}});
        return true;
      }
      case 0x93: {
        const auto parts = pop_last(2);
        push({Kind::kGlobal, 0, text_of(parts[0]), text_of(parts[1]), {}});
        return true;
      }
      case 'R':
      case 0x81: push(Kind::kCall, pop_last(2)); return true;
      case 0x92: {
        auto parts = pop_last(3);  // class, arguments, named arguments
        parts.pop_back();
        push(Kind::kCall, std::move(parts));
        return true;
      }
      case 'b':
        pop_last(1);
        need(1);
        return true;  // an object's further state
      case 'Q': push(Kind::kPersistent, pop_last(1)); return true;
      default: return false;
    }
  }

  std::string_view read_line() {
    const std::string_view rest = as_text(reader_.rest());
    const size_t end = rest.find('\n');
    if (end == rest.npos) fail("a name without its end");
    reader_.take(end + 1);
    return rest.substr(0, end);
  }

  std::string_view text_of(PickleId id) const {
    if (values_[id].kind != Kind::kText) fail("a name that is no text");
    return values_[id].text;
  }

  ByteReader reader_;
  const std::string& where_;
  std::vector<PickleValue>& values_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;  // sizes of the stack
  std::unordered_map<uint32_t, PickleId> memo_;
};

}  // namespace

Pickle::Pickle(Bytes bytes, const std::string& where) {
  Machine machine(bytes, where, values_);
  root_ = machine.run();
  size_ = machine.position();
}

}  // namespace dragoman::checkpoints
