#include "client/display/job_report.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/format.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "client/display/progress_bar.h"
#include "client/display/table.h"
#include "common/job/proto_time.h"

namespace palimpsest {
namespace {

std::string RenderAttempts(const v1::Job& job, absl::Time now, absl::TimeZone zone) {
  Table table({{"ATTEMPT"}, {"STATE"}, {"WORKER"}, {"STARTED"}, {"TOOK"}, {"FAILURE"}});
  for (const v1::Attempt& attempt : job.attempts()) {
    const absl::Time start = FromProto(attempt.start_time());
    const absl::Time end = attempt.has_end_time() ? FromProto(attempt.end_time()) : now;
    table.AddRow({attempt.name(), absl::AsciiStrToLower(v1::Attempt::State_Name(attempt.state())),
                  attempt.worker(), TimeText(start, zone), DurationText(end - start),
                  attempt.has_failure() ? FailureText(attempt.failure()) : ""});
  }
  return table.Render();
}

}  // namespace

std::string ReportLine(absl::string_view part, absl::string_view text) {
  std::string line = absl::StrFormat("%-11s %s", Printable(part), Printable(text));
  absl::StripTrailingAsciiWhitespace(&line);
  return absl::StrCat(line, "\n");
}

std::string RenderJob(const v1::Job& job, absl::Time now, absl::TimeZone zone) {
  std::string text = ReportLine(job.name(), job.spec().display_name());
  absl::StrAppend(&text, ReportLine("state", StateSummary(job, now)));
  if (job.state() == v1::Job::RUNNING) {
    absl::StrAppend(&text, ReportLine("progress", RenderProgressText(job.progress())));
  }
  absl::StrAppend(&text,
                  ReportLine("submitted", absl::StrCat(TimeText(FromProto(job.create_time()), zone),
                                                       " by ", job.user())),
                  RenderSpec(job.spec()));
  if (!job.attempts().empty()) absl::StrAppend(&text, "\n", RenderAttempts(job, now, zone));
  if (job.has_result()) absl::StrAppend(&text, "\n", RenderResult(job.result()));
  return text;
}

}  // namespace palimpsest
