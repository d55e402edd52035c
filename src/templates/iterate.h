// Going through what Python can iterate: sequences, the characters of a string, the keys of a dict,
// ranges, views and generators.
#pragma once

#include <functional>
#include <memory>

#include "templates/object.h"

namespace dragoman::templates {

// Null for what can't be iterated.
std::shared_ptr<Iterator> try_iterate(Run& run, const Value& value);
// The same; that it can't be iterated is the template's error.
std::shared_ptr<Iterator> iterate(Run& run, const Value& value);

Items collect(Run& run, const Value& value);

// len(value); nothing for what has none.
std::optional<int64_t> length_of(const Value& value);

// A generator whose elements `next` makes from those of `source`; it holds on to `arguments`.
using Step = std::function<bool(Run& run, Iterator& source, Value& element)>;
Value make_generator(Run& run, const Value& source, const Arguments& arguments, Step next);

// Elements from last to first, as reversed() gives them.
Value make_reversed(Run& run, Items items);

// range(start, stop, step), at most kMaxRange elements.
inline constexpr int64_t kMaxRange = 100'000;
Value make_range(Run& run, int64_t start, int64_t stop, int64_t step);

enum class ViewOf { kKeys, kValues, kItems };
// dict.keys() and its siblings.
Value make_view(std::shared_ptr<const Dict> dict, ViewOf what);

}  // namespace dragoman::templates
