#ifndef PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_
#define PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Attempts that a job gets when its attempts fail in this way; 1 is no retry:
//
// - INVALID, OUT_OF_MEMORY, NUMERIC, NO_SPACE, INTERNAL: 1. The next attempt would fail likewise.
// - CRASHED, DEVICE_FAULT: 3. A new engine may do better, but not for ever.
// - LOST: 10. The worker or its machine went away, which is not the job's fault.
int MaxAttempts(v1::Failure::Kind kind);

// Whether a job is tried again after attempt number `attempt` (from 1) failed.
bool IsRetried(v1::Failure::Kind kind, int attempt);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_
