#ifndef PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_
#define PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// Reports: several lines for people, printable whatever the messages hold.

// A line of a report: what it is about in a column of its own, then the text.
std::string ReportLine(absl::string_view part, absl::string_view text);

// A spec whose defaults are filled in, as a stored job has it, in one line a part: "training    3
// epochs of 128 images, ...".
std::string RenderSpec(const v1::JobSpec& spec);

// A table of accuracies and losses, the capacity, a table of the layers and the provenance.
std::string RenderResult(const v1::JobResult& result);

// Everything about a job: what it computes, how it stands, its attempts, and, once there is one,
// the result.
std::string RenderJob(const v1::Job& job, absl::Time now, absl::TimeZone zone);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_DISPLAY_JOB_REPORT_H_
