#include "server/worker/event_reporter.h"

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "common/job/proto_time.h"
#include "server/worker/failures.h"

namespace palimpsest {
namespace {

void CutLogLine(size_t max_bytes, v1::LogLine& log) {
  if (log.text().size() <= max_bytes) return;
  const absl::string_view start = absl::string_view(log.text()).substr(0, max_bytes);
  log.set_text(absl::StrCat(start.substr(0, Utf8PrefixBytes(start)), " ... (cut; ",
                            log.text().size(), " bytes in all)"));
}

v1::JobEvent LeftOutWarning(int64_t left_out) {
  v1::JobEvent event;
  *event.mutable_time() = ToProto(absl::Now());
  event.mutable_log()->set_severity(v1::LogLine::WARNING);
  event.mutable_log()->set_text(
      absl::StrCat(left_out,
                   " metrics and log lines were left out here: the server could not be reached and "
                   "the worker keeps only so many"));
  return event;
}

}  // namespace

EventReporter::EventReporter(WorkersClient& client, const v1::Lease& lease, AttemptControl& control,
                             const EventReporterOptions& options)
    : client_(client), control_(control), options_(options) {
  header_.set_attempt(lease.attempt());
  header_.set_fencing_number(lease.fencing_number());
  thread_ = std::thread([this] { Run(); });
}

EventReporter::~EventReporter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    urgent_.NotifyAll();
  }
  thread_.join();
}

void EventReporter::Add(v1::JobEvent event) {
  if (!event.has_time()) *event.mutable_time() = ToProto(absl::Now());
  if (event.has_log()) CutLogLine(options_.max_log_bytes, *event.mutable_log());
  absl::MutexLock lock(&mutex_);
  if (event.has_progress()) {
    progress_ = std::move(event);
  } else if (event.has_metric() || event.has_log()) {
    if (pending_.size() >= options_.max_pending_events) {
      ++left_out_;
    } else {
      pending_.push_back(std::move(event));
    }
  }
  if (HasUrgentWork()) urgent_.NotifyAll();
}

bool EventReporter::Flush() {
  absl::MutexLock lock(&mutex_);
  flushing_ = true;
  urgent_.NotifyAll();
  mutex_.Await(absl::Condition(this, &EventReporter::IsFlushed));
  flushing_ = false;
  return !gave_up_;
}

bool EventReporter::HasEvents() const {
  return !pending_.empty() || progress_.has_value() || left_out_ > 0;
}

bool EventReporter::HasWork() const { return stopping_ || HasEvents(); }

bool EventReporter::HasUrgentWork() const {
  return stopping_ || flushing_ || pending_.size() >= options_.max_batch_events;
}

bool EventReporter::IsFlushed() const { return gave_up_ || (!sending_ && !HasEvents()); }

void EventReporter::Run() {
  while (true) {
    v1::ReportEventsRequest batch;
    {
      absl::MutexLock lock(&mutex_);
      sending_ = false;
      mutex_.Await(absl::Condition(this, &EventReporter::HasWork));
      urgent_.WaitFor(mutex_, options_.interval, [this] {
        mutex_.AssertHeld();
        return HasUrgentWork();
      });
      if (stopping_) return;
      batch = NextBatch();
      sending_ = true;
    }
    if (!Deliver(batch)) {
      absl::MutexLock lock(&mutex_);
      gave_up_ = true;
      return;
    }
  }
}

v1::ReportEventsRequest EventReporter::NextBatch() {
  v1::ReportEventsRequest batch = header_;
  batch.set_first_index(next_index_);
  size_t bytes = 0;
  while (!pending_.empty() &&
         static_cast<size_t>(batch.events_size()) < options_.max_batch_events) {
    bytes += pending_.front().ByteSizeLong();
    if (batch.events_size() > 0 && bytes > options_.max_batch_bytes) break;
    *batch.add_events() = std::move(pending_.front());
    pending_.pop_front();
  }
  if (left_out_ > 0 && pending_.empty()) {
    *batch.add_events() = LeftOutWarning(std::exchange(left_out_, 0));
  }
  if (progress_.has_value()) {
    *batch.add_events() = *std::move(progress_);
    progress_.reset();
  }
  return batch;
}

bool EventReporter::Deliver(const v1::ReportEventsRequest& batch) {
  const int64_t end = batch.first_index() + batch.events_size();
  Backoff backoff(options_.backoff);
  do {
    const absl::StatusOr<v1::ReportEventsResponse> response =
        client_.ReportEvents(batch, options_.call_timeout);
    if (response.ok()) {
      if (response->stored() == end) {
        absl::MutexLock lock(&mutex_);
        next_index_ = end;
        return true;
      }
      control_.Fail(MakeFailure(v1::Failure::INTERNAL,
                                absl::StrCat("the server has ", response->stored(), " events of ",
                                             batch.attempt(), "; reported were ", end)));
      return false;
    }
    if (IsLost(response.status())) {
      control_.LoseLease();
      return false;
    }
    if (!IsTransient(response.status())) {
      control_.Fail(FailureOfStatus(Annotate(response.status(), "report events to the server")));
      return false;
    }
  } while (control_.Pause(backoff.Next()) && !IsStopping());
  return false;
}

bool EventReporter::IsStopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

}  // namespace palimpsest
