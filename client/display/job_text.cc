#include "client/display/job_text.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/format.h"
#include "common/job/proto_time.h"
#include "common/job/state_machine.h"

namespace palimpsest {

std::string StateText(v1::Job::State state) {
  return absl::AsciiStrToLower(v1::Job::State_Name(state));
}

std::string PhaseText(v1::Progress::Phase phase) {
  if (phase == v1::Progress::PHASE_UNSPECIFIED) return "";
  return absl::AsciiStrToLower(v1::Progress::Phase_Name(phase));
}

std::string FailureText(const v1::Failure& failure) {
  return absl::StrCat(absl::AsciiStrToLower(v1::Failure::Kind_Name(failure.kind())), ": ",
                      failure.message());
}

absl::Duration JobDuration(const v1::Job& job, absl::Time now) {
  const absl::Time end = job.has_end_time() ? FromProto(job.end_time()) : now;
  return end - FromProto(job.create_time());
}

absl::Duration RunTime(const v1::Job& job, absl::Time now) {
  absl::Duration run_time;
  for (const v1::Attempt& attempt : job.attempts()) {
    const absl::Time end = attempt.has_end_time() ? FromProto(attempt.end_time()) : now;
    // A clock that was set back must not shorten the others.
    run_time += std::max(end - FromProto(attempt.start_time()), absl::ZeroDuration());
  }
  return run_time;
}

absl::Duration WaitingTime(const v1::Job& job, absl::Time now) {
  return std::max(JobDuration(job, now) - RunTime(job, now), absl::ZeroDuration());
}

std::string SpecSummary(const v1::JobSpec& spec) {
  std::string text = absl::StrCat(spec.model().name(), " on ", spec.dataset().name());
  if (!spec.scaling().strategy().empty()) absl::StrAppend(&text, ", ", spec.scaling().strategy());
  if (spec.memory().bits() != 0) absl::StrAppend(&text, ", ", spec.memory().bits(), " bits");
  if (spec.memory().has_shared_bits()) {
    absl::StrAppend(&text, ", ", spec.memory().shared_bits(), " shared");
  }
  return text;
}

std::string StateSummary(const v1::Job& job, absl::Time now) {
  std::string text = StateText(job.state());
  if (HasEnded(job.state()) && !job.attempts().empty()) {
    absl::StrAppend(&text, job.state() == v1::Job::SUCCEEDED ? " in " : " after ",
                    DurationText(RunTime(job, now)));
  } else if (HasEnded(job.state())) {
    absl::StrAppend(&text, " before it ran");
  }
  if (job.has_failure()) absl::StrAppend(&text, ": ", FailureText(job.failure()));
  if (job.has_result()) {
    const v1::JobResult& result = job.result();
    absl::StrAppend(&text, ": float ", PercentText(result.float_accuracy()), ", one shot ",
                    PercentText(result.one_shot_accuracy()), ", final ",
                    PercentText(result.final_accuracy()),
                    absl::StrFormat(", %.2fx capacity", result.capacity_factor()));
  }
  return text;
}

}  // namespace palimpsest
