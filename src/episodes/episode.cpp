#include "episodes/episode.h"

namespace dragoman::episodes {

int64_t Episode::sampled_count() const {
  int64_t count = 0;
  for (const Span& span : spans)
    if (span.kind == SpanKind::kSampled) count += span.size();
  return count;
}

const char* name_of(FinishReason reason) {
  switch (reason) {
    case FinishReason::kStop: return "stop";
    case FinishReason::kLength: return "length";
    case FinishReason::kTool: return "tool";
    case FinishReason::kError: return "error";
  }
  return "stop";
}

const char* name_of(Status status) {
  switch (status) {
    case Status::kOk: return "ok";
    case Status::kTruncated: return "truncated";
    case Status::kFailed: return "failed";
  }
  return "failed";
}

const char* name_of(SpanKind kind) {
  switch (kind) {
    case SpanKind::kPrompt: return "prompt";
    case SpanKind::kSampled: return "sampled";
    case SpanKind::kTool: return "tool";
    case SpanKind::kForced: return "forced";
  }
  return "prompt";
}

}  // namespace dragoman::episodes
