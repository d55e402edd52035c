// One JSON object a line with a list of numbers called "embedding"; other members are left alone.
#include "base/error.h"
#include "base/json.h"
#include "base/line_reader.h"
#include "clusters/vector_files.h"

namespace dragoman::clusters {
namespace {

class JsonVectors final : public VectorReader {
 public:
  explicit JsonVectors(const Path& path) : path_(path) {
    rewind();
    if (!next_vector()) throw_input("{}: no vectors", path.string());
    width_ = static_cast<int64_t>(vector_.size());
    rewind();
  }

  int64_t width() const override { return width_; }
  int64_t count() const override { return 0; }
  void rewind() override { lines_ = std::make_unique<LineReader>(path_); }

  int64_t read(float* to, int64_t rows) override {
    const int64_t stride = padded(width_);
    for (int64_t i = 0; i < rows; ++i) {
      if (!next_vector()) return i;
      if (static_cast<int64_t>(vector_.size()) != width_)
        throw_input("{}: {} numbers where the first row has {}; embed all with one model",
                    lines_->where(), vector_.size(), width_);
      float* row = to + i * stride;
      std::copy(vector_.begin(), vector_.end(), row);
      std::fill(row + width_, row + stride, 0.0F);
    }
    return rows;
  }

 private:
  bool next_vector() {
    std::string line;
    do {
      if (!lines_->next(line)) return false;
    } while (line.empty());
    const Json row = parse_json(line, lines_->where());
    if (!row.is_object() || !row.contains("embedding") || !row.at("embedding").is_array() ||
        row.at("embedding").empty())
      throw_input("{}: \"embedding\" must be a list of numbers, as dragoman embed writes it",
                  lines_->where());
    vector_.clear();
    for (const Json& number : row.at("embedding")) {
      if (!number.is_number()) refuse_vector(lines_->where());
      vector_.push_back(number.get<float>());
    }
    if (!all_finite(vector_)) refuse_vector(lines_->where());
    return true;
  }

  const Path path_;
  std::unique_ptr<LineReader> lines_;
  std::vector<float> vector_;
  int64_t width_ = 0;
};

}  // namespace

std::unique_ptr<VectorReader> open_json_vectors(const Path& path) {
  return std::make_unique<JsonVectors>(path);
}

}  // namespace dragoman::clusters
