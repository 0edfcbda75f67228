#include "server/scheduler/retry_policy.h"

namespace palimpsest {
namespace {

struct Row {
  v1::Failure::Kind kind;
  int max_attempts;
};

constexpr Row kTable[] = {
    {v1::Failure::INVALID, 1},  {v1::Failure::OUT_OF_MEMORY, 1}, {v1::Failure::NUMERIC, 1},
    {v1::Failure::CRASHED, 3},  {v1::Failure::LOST, 10},         {v1::Failure::DEVICE_FAULT, 3},
    {v1::Failure::NO_SPACE, 1}, {v1::Failure::INTERNAL, 1},
};

}  // namespace

int MaxAttempts(v1::Failure::Kind kind) {
  for (const Row& row : kTable) {
    if (row.kind == kind) return row.max_attempts;
  }
  return 1;
}

bool IsRetried(v1::Failure::Kind kind, int attempt) { return attempt < MaxAttempts(kind); }

}  // namespace palimpsest
