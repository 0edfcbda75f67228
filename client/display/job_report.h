#ifndef PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_
#define PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_

#include <string>

#include "absl/time/time.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Everything about a job that a person wants to know, over several lines: what it computes, how it
// stands, its attempts, and, once there is a result, accuracies, capacity, layers and provenance.
// Printable whatever the job holds.
std::string RenderJob(const v1::Job& job, absl::Time now, absl::TimeZone zone);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_
