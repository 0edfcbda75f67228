#ifndef PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_
#define PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_

#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// How often a job is tried again after an attempt that failed in this way. Each cause is counted by
// itself; an attempt that was given back or cancelled counts nowhere.
//
// - INVALID, OUT_OF_MEMORY, NUMERIC, NO_SPACE, INTERNAL: 0. The next attempt would fail likewise.
// - CRASHED, DEVICE_FAULT: 2. A new engine may do better, but not for ever.
// - LOST: 9. The worker or its machine went away, which is hardly the job's fault.
int MaxRetries(v1::Failure::Kind kind);

// Whether `job` is tried again after its newest attempt, still running in `job`, failed in this
// way.
bool IsRetried(v1::Failure::Kind kind, const v1::Job& job);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_RETRY_POLICY_H_
