#include "corpus/source_stream.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace dragoman::corpus {

Json Cursor::json() const {
  return {{"pass", pass}, {"shard", shard}, {"row", row}, {"in_block", in_block}};
}

Cursor Cursor::from_json(const Json& json) {
  return {json.at("pass"), json.at("shard"), json.at("row"), json.at("in_block")};
}

SourceStream::SourceStream(std::vector<Shard> shards, const Rng& rng, Prepare prepare)
    : shards_(std::move(shards)), rng_(rng), prepare_(std::move(prepare)) {
  start_pass();
}

void SourceStream::go_to(const Cursor& cursor) {
  cursor_ = cursor;
  const int64_t in_block = cursor.in_block;
  start_pass();
  block_.clear();
  block_rows_ = 0;
  reader_.reset();
  gave_in_pass_ = true;
  if (in_block == 0) return;
  DRAGOMAN_CHECK(read_block(false), "a cursor inside a block has one");
  cursor_.in_block = in_block;
}

const PreparedRow& SourceStream::next() {
  for (;;) {
    while (cursor_.in_block < static_cast<int64_t>(block_.size())) {
      const PreparedRow& row = block_[static_cast<size_t>(cursor_.in_block++)];
      if (row.dropped) continue;
      gave_in_pass_ = true;
      return row;
    }
    cursor_.row += block_rows_;
    cursor_.in_block = 0;
    if (!read_block(true)) next_shard();
  }
}

const Shard& SourceStream::shard() const {
  return shards_[order_[static_cast<size_t>(cursor_.shard)]];
}

void SourceStream::start_pass() {
  order_.resize(shards_.size());
  std::iota(order_.begin(), order_.end(), size_t{0});
  rng_.derive("shards", cursor_.pass).shuffle(order_);
}

void SourceStream::next_shard() {
  reader_.reset();
  cursor_.row = 0;
  if (++cursor_.shard < static_cast<int64_t>(shards_.size())) return;
  if (!gave_in_pass_)
    throw_input("{}: no row of the source is left to take", shards_.front().path.string());
  gave_in_pass_ = false;
  cursor_.shard = 0;
  ++cursor_.pass;
  start_pass();
}

// Reads the block at the cursor. False at the end of the shard.
bool SourceStream::read_block(bool fresh) {
  std::string line;
  if (reader_ == nullptr) {
    reader_ = std::make_unique<RowReader>(shard().path);
    for (int64_t i = 0; i < cursor_.row; ++i) reader_->next(line);
  }
  block_.clear();
  block_rows_ = 0;
  for (size_t bytes = 0; block_.size() < kBlockRows && bytes < kBlockBytes;) {
    if (!reader_->next(line)) break;
    bytes += line.size();
    block_.push_back({std::move(line), reader_->line_number(), 0, false});
  }
  if (block_.empty()) return false;
  block_rows_ = static_cast<int64_t>(block_.size());
  prepare_(shard(), block_, fresh && cursor_.pass == 0);
  const auto place = static_cast<int64_t>(order_[static_cast<size_t>(cursor_.shard)]);
  rng_.derive("block", cursor_.pass, place, cursor_.row).shuffle(block_);
  return true;
}

}  // namespace dragoman::corpus
