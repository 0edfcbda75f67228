#include "server/scheduler/retry_policy.h"

namespace palimpsest {
namespace {

struct Row {
  v1::Failure::Kind kind;
  int max_retries;
};

constexpr Row kTable[] = {
    {v1::Failure::INVALID, 0},  {v1::Failure::OUT_OF_MEMORY, 0}, {v1::Failure::NUMERIC, 0},
    {v1::Failure::CRASHED, 2},  {v1::Failure::LOST, 9},          {v1::Failure::DEVICE_FAULT, 2},
    {v1::Failure::NO_SPACE, 0}, {v1::Failure::INTERNAL, 0},
};

}  // namespace

int MaxRetries(v1::Failure::Kind kind) {
  for (const Row& row : kTable) {
    if (row.kind == kind) return row.max_retries;
  }
  return 0;
}

bool IsRetried(v1::Failure::Kind kind, const v1::Job& job) {
  int earlier = 0;
  for (const v1::Attempt& attempt : job.attempts()) {
    if (attempt.has_failure() && attempt.failure().kind() == kind) ++earlier;
  }
  return earlier < MaxRetries(kind);
}

}  // namespace palimpsest
