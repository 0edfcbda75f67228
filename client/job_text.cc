#include "client/job_text.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "client/closest_name.h"
#include "client/format.h"
#include "client/printable.h"

namespace palimpsest {

absl::StatusOr<std::string> ParseJobName(absl::string_view text) {
  int64_t number;
  const absl::string_view digits = absl::StripPrefix(text, "jobs/");
  const bool starts_with_digit = !digits.empty() && absl::ascii_isdigit(digits.front());
  if (!starts_with_digit || !absl::SimpleAtoi(digits, &number) || number <= 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("JOB: expected a job like 17 or jobs/17, got ", Quoted(text)));
  }
  return absl::StrCat("jobs/", number);
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

bool HasEnded(v1::Job::State state) {
  return state == v1::Job::SUCCEEDED || state == v1::Job::FAILED || state == v1::Job::CANCELLED;
}

absl::Duration JobDuration(const v1::Job& job, absl::Time now) {
  const absl::Time end = job.has_end_time() ? ToTime(job.end_time()) : now;
  return end - ToTime(job.create_time());
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
