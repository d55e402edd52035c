#include "merging/parts.h"

#include <algorithm>

#include "base/error.h"
#include "base/parallel.h"
#include "base/signals.h"
#include "merging/numbers.h"

namespace dragoman::merging {

Parts::Parts(std::string name, checkpoints::LocatedTensor base,
             std::vector<checkpoints::LocatedTensor> models)
    : name_(std::move(name)), sources_{base} {
  sources_.insert(sources_.end(), models.begin(), models.end());
  for (const int64_t extent : shape()) size_ *= extent;
}

size_t Parts::lanes() const {
  constexpr size_t kMostLanes = 16;
  return std::clamp(static_cast<size_t>(thread_count()), size_t{1},
                    std::min(kMostLanes, std::max(stretches(), size_t{1})));
}

std::span<const std::byte> Parts::bytes(size_t source, const Stretch& stretch) const {
  const checkpoints::StoredTensor& stored = *sources_[source].stored;
  const auto element = static_cast<size_t>(checkpoints::find_dtype(stored.dtype)->size);
  return stored.bytes.subspan(static_cast<size_t>(stretch.begin) * element,
                              stretch.count * element);
}

void Parts::visit(const Body& body, const After& after) const {
  const size_t count = stretches(), lanes = this->lanes();
  for (size_t first = 0; first < count; first += kWave) {
    throw_if_interrupted();
    const size_t last = std::min(count, first + kWave);
    parallel_for(static_cast<int64_t>(lanes), [&](int64_t lane) {
      for (size_t i = first + static_cast<size_t>(lane); i < last; i += lanes)
        load(i, static_cast<size_t>(lane), body);
    });
    if (after) after(first, last);
    release(first, last);
  }
  for (const checkpoints::LocatedTensor& source : sources_) source.release();
}

void Parts::visit_one(size_t index, const Body& body) const { load(index, 0, body); }

void Parts::load(size_t index, size_t lane, const Body& body) const {
  thread_local std::vector<float> values;
  const int64_t begin = static_cast<int64_t>(index * kStretch);
  const size_t count = std::min(kStretch, static_cast<size_t>(size_ - begin));
  values.resize(kStretch * sources_.size());
  Stretch stretch{index, lane, begin, count, values.data(), {}};
  for (size_t s = 0; s < sources_.size(); ++s) {
    float* place = values.data() + s * kStretch;
    if (!read_floats(*sources_[s].stored, begin, {place, count}))
      throw_input("{}: holds values that are not finite (NaN or infinity)",
                  sources_[s].where(name_));
    if (s > 0) stretch.models.push_back(place);
  }
  body(stretch);
}

void Parts::release(size_t first, size_t last) const {
  const int64_t begin = static_cast<int64_t>(first * kStretch);
  const auto end = std::min(size_, static_cast<int64_t>(last * kStretch));
  const Stretch wave{first, 0, begin, static_cast<size_t>(end - begin), nullptr, {}};
  for (size_t s = 0; s < sources_.size(); ++s)
    if (sources_[s].mapped) drop_pages(bytes(s, wave));
}

}  // namespace dragoman::merging
