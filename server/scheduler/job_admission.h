#ifndef PALIMPSEST_SERVER_SCHEDULER_JOB_ADMISSION_H_
#define PALIMPSEST_SERVER_SCHEDULER_JOB_ADMISSION_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/scheduler/call_context.h"
#include "server/scheduler/scheduler.h"
#include "server/store/store.h"

namespace palimpsest {

// Lets jobs in: fills in defaults, refuses what does not hold, stores and queues the rest.
// Thread-safe.
class JobAdmission {
 public:
  // `datasets`: the names that jobs may use. All must outlive the object.
  JobAdmission(Store& store, Scheduler& scheduler, const Clock& clock,
               std::set<std::string> datasets);

  // INVALID_ARGUMENT naming every bad field (a google.rpc.BadRequest as payload); ALREADY_EXISTS if
  // the request_id was used with another body; otherwise the job, which for a repeat is the first
  // one. It is the user's that the request names, else the caller's.
  absl::StatusOr<v1::Job> Create(const CallContext& call, const v1::CreateJobRequest& request);

  const std::set<std::string>& datasets() const { return datasets_; }

 private:
  Store& store_;
  Scheduler& scheduler_;
  const Clock& clock_;
  const std::set<std::string> datasets_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SCHEDULER_JOB_ADMISSION_H_
