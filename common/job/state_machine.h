#ifndef PALIMPSEST_COMMON_JOB_STATE_MACHINE_H_
#define PALIMPSEST_COMMON_JOB_STATE_MACHINE_H_

#include "absl/status/statusor.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// The life of a job:
//
// - QUEUED waits for a worker, for the first time or again after an attempt that failed or was
// given
//   back.
// - RUNNING: a worker holds the lease of its newest attempt.
// - CANCELLING: somebody cancelled it while it ran; its worker has been told, or will be at its
//   next heartbeat.
// - SUCCEEDED has a result. Nothing changes it any more.
// - FAILED: its last attempt failed for good. Nothing changes it any more.
// - CANCELLED was ended by a user. Nothing changes it any more.

// What can happen to it.
enum class JobTransition {
  kLease,    // a worker takes it
  kSucceed,  // the attempt ended with a result
  kFail,     // the attempt failed and is not retried
  kRequeue,  // the attempt failed and is retried, or was given back
  kCancel,   // a user asks it to stop
  kStopped,  // the attempt ended because it was asked to stop, or its lease was lost meanwhile
};

// The state after `transition`. FAILED_PRECONDITION naming both if the table has none:
//
//                kLease    kSucceed   kFail    kRequeue  kCancel     kStopped
//   QUEUED       RUNNING                                 CANCELLED
//   RUNNING                SUCCEEDED  FAILED   QUEUED    CANCELLING
//   CANCELLING             SUCCEEDED  FAILED             CANCELLING  CANCELLED
//
// A job that finishes before its worker hears of the cancellation keeps its result.
absl::StatusOr<v1::Job::State> NextState(v1::Job::State state, JobTransition transition);

// SUCCEEDED, FAILED or CANCELLED.
bool HasEnded(v1::Job::State state);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_STATE_MACHINE_H_
