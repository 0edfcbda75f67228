#ifndef PALIMPSEST_SERVER_WORKER_FAILURES_H_
#define PALIMPSEST_SERVER_WORKER_FAILURES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/process/child_process.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// How the worker tells the ways in which an attempt can fail without the engine saying so itself.

v1::Failure MakeFailure(v1::Failure::Kind kind, absl::string_view message);

// The engine died in mid-run: CRASHED, with the signal or exit status. After SIGKILL the message
// says that it may have been the kernel for want of memory: the two cannot be told apart from here.
v1::Failure FailureOfDeath(const ProcessEnd& end);

// The worker or the server met `status`: NO_SPACE for RESOURCE_EXHAUSTED (files.h maps a full disk
// to it, and so does the server), else INTERNAL. The message is the status's own.
v1::Failure FailureOfStatus(const absl::Status& status);

// Whether a call may succeed if it is made again: the server is away, slow, or shutting down.
bool IsTransient(const absl::Status& status);

// Whether the server no longer knows the lease (or worker) that the call was made for.
bool IsLost(const absl::Status& status);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_FAILURES_H_
