#include "client/display/event_lines.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/display/job_text.h"
#include "client/display/printable.h"
#include "common/job/state_machine.h"

namespace palimpsest {
namespace {

std::string MetricLine(const v1::Metric& metric) {
  // Training metrics come too often to be read.
  if (!absl::StartsWith(metric.name(), "test_")) return "";
  return absl::StrFormat("%s %.4f at step %d (%s)", metric.name(), metric.value(), metric.step(),
                         PhaseText(metric.phase()));
}

std::string LogText(const v1::LogLine& log) {
  if (log.severity() <= v1::LogLine::INFO) return log.text();
  return absl::StrCat(absl::AsciiStrToLower(v1::LogLine::Severity_Name(log.severity())), ": ",
                      log.text());
}

}  // namespace

std::string EventLines::Line(const v1::JobEvent& event) {
  switch (event.event_case()) {
    case v1::JobEvent::kJob:
      return Printable(StateLine(event.job()));
    case v1::JobEvent::kMetric:
      return Printable(MetricLine(event.metric()));
    case v1::JobEvent::kLog:
      return Printable(LogText(event.log()));
    case v1::JobEvent::kProgress:
    case v1::JobEvent::EVENT_NOT_SET:
      return "";
  }
  return "";
}

std::string EventLines::StateLine(const v1::Job& job) {
  const bool is_news = job.state() != state_ || job.attempts_size() != attempts_;
  state_ = job.state();
  attempts_ = job.attempts_size();
  if (!is_news || HasEnded(job.state())) return "";
  // Before its first attempt there is nothing to tell that the beginning of the watch has not told.
  if (job.attempts_size() == 0) return "";
  std::string line = StateText(job.state());
  const v1::Attempt& attempt = *job.attempts().rbegin();
  if (job.state() == v1::Job::RUNNING) {
    absl::StrAppend(&line, ": attempt ", job.attempts_size(), " on ", attempt.worker());
  } else if (job.state() == v1::Job::QUEUED && attempt.has_failure()) {
    absl::StrAppend(&line, " again: attempt ", job.attempts_size(), " ",
                    FailureText(attempt.failure()));
  }
  return line;
}

}  // namespace palimpsest
