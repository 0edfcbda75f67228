#include "client/display/job_text.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "client/display/format.h"
#include "client/display/printable.h"
#include "client/job_files/closest_name.h"
#include "common/job/proto_time.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"

namespace palimpsest {

absl::StatusOr<std::string> JobNameOfArgument(absl::string_view text) {
  const absl::string_view number = absl::StripPrefix(text, "jobs/");
  const absl::StatusOr<int64_t> job = ParseJobName(absl::StrCat("jobs/", number));
  if (job.ok()) return FormatJobName(*job);
  return absl::InvalidArgumentError(
      absl::StrCat("JOB: expected a job like 17 or jobs/17, got ", Quoted(text)));
}

absl::StatusOr<v1::Job::State> ParseState(absl::string_view text) {
  v1::Job::State state;
  if (v1::Job::State_Parse(absl::AsciiStrToUpper(text), &state) &&
      state != v1::Job::STATE_UNSPECIFIED) {
    return state;
  }
  std::vector<std::string> known;
  for (int i = v1::Job::QUEUED; i <= v1::Job::State_MAX; ++i) {
    known.push_back(StateText(static_cast<v1::Job::State>(i)));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--state: unknown state ", Quoted(text), "; ", SuggestName(text, known)));
}

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
  if (HasEnded(job.state())) {
    absl::StrAppend(&text, job.state() == v1::Job::SUCCEEDED ? " in " : " after ",
                    DurationText(JobDuration(job, now)));
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
