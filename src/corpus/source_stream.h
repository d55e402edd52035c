// One source of a mixture as an endless stream: pass after pass over its shards, in an order that
// only seed, pass and place decide, from a cursor that fits on a line.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "corpus/row_reader.h"
#include "corpus/shards.h"

namespace dragoman::corpus {

// The shards of a pass are shuffled, and so is every block of rows. To read a block again is
// enough to go on within it.
struct Cursor {
  int64_t pass = 0;
  int64_t shard = 0;     // among the shuffled ones of this pass
  int64_t row = 0;       // of the shard, where the block begins
  int64_t in_block = 0;  // rows of the shuffled block that were given

  Json json() const;
  static Cursor from_json(const Json& json);
};

struct PreparedRow {
  std::string text;
  int64_t line = 0;  // in its shard, from 1
  int64_t length = 0;
  bool dropped = false;
};

// What is to be known of the rows of a block; may work in parallel. `fresh` is false when a cursor
// was gone back to: then the rows were counted before.
using Prepare = std::function<void(const Shard& shard, std::vector<PreparedRow>& rows, bool fresh)>;

class SourceStream {
 public:
  SourceStream(std::vector<Shard> shards, const Rng& rng, Prepare prepare);

  void go_to(const Cursor& cursor);
  const Cursor& cursor() const { return cursor_; }

  // The next row that was not dropped. Passes over all shards without end; one that gives no row at
  // all is the user's error.
  const PreparedRow& next();

 private:
  static constexpr size_t kBlockRows = 4096;
  static constexpr size_t kBlockBytes = size_t{32} << 20;

  bool read_block(bool fresh);
  void start_pass();
  void next_shard();
  const Shard& shard() const;

  std::vector<Shard> shards_;
  Rng rng_;
  Prepare prepare_;
  Cursor cursor_;
  std::vector<size_t> order_;
  std::unique_ptr<RowReader> reader_;
  std::vector<PreparedRow> block_;
  int64_t block_rows_ = 0;  // read for this block, dropped ones included
  bool gave_in_pass_ = false;
};

}  // namespace dragoman::corpus
