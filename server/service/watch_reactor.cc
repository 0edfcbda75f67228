#include "server/service/watch_reactor.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "common/job/state_machine.h"
#include "server/service/rpc_status.h"

namespace palimpsest {
namespace {

constexpr int kEventsPerPage = 200;

}  // namespace

WatchReactor::WatchReactor(CallContext call, const v1::WatchJobRequest& request, Store& store,
                           EventHub& hub, ThreadPool& pool)
    : call_(std::move(call)),
      store_(store),
      hub_(hub),
      pool_(pool),
      after_sequence_(request.after_sequence()),
      sequence_(request.after_sequence()) {
  const absl::StatusOr<int64_t> job = ParseJobName(request.name());
  absl::Status status = Annotate(job.status(), "name");
  if (status.ok() && after_sequence_ < 0) {
    status = absl::InvalidArgumentError("after_sequence: must be >= 0");
  }
  if (!status.ok()) {
    EndWith(status);
    return;
  }
  job_ = *job;
  // Before the first read: what happens in between then wakes this watch.
  subscription_ = hub_.Subscribe(job_, [this] { Wake(); });
  pool_.Run([this] { Read(); });
}

void WatchReactor::Wake() {
  absl::MutexLock lock(&mutex_);
  has_news_ = true;
  if (turn_ != Turn::kNobody || has_ended_) return;
  turn_ = Turn::kReading;
  pool_.Run([this] { Read(); });
}

void WatchReactor::Read() {
  bool has_job = false;
  {
    absl::MutexLock lock(&mutex_);
    has_job = has_job_;
    has_news_ = false;
  }
  const absl::Status status = has_job ? ReadEvents() : ReadJob();
  if (!status.ok()) return EndWith(status);
  Continue();
}

absl::Status WatchReactor::ReadJob() {
  ASSIGN_OR_RETURN(v1::Job job, store_.GetJob(job_));
  ASSIGN_OR_RETURN(const std::vector<v1::JobEvent> next,
                   store_.EventsAfter(job_, after_sequence_, /*limit=*/1));
  v1::JobEvent event;
  event.set_sequence(after_sequence_);
  event.set_last(HasEnded(job.state()) && next.empty());
  *event.mutable_job() = std::move(job);
  absl::MutexLock lock(&mutex_);
  has_job_ = true;
  has_news_ = true;
  buffer_.push_back(std::move(event));
  return absl::OkStatus();
}

absl::Status WatchReactor::ReadEvents() {
  int64_t after = 0;
  {
    absl::MutexLock lock(&mutex_);
    after = sequence_;
  }
  ASSIGN_OR_RETURN(std::vector<v1::JobEvent> events,
                   store_.EventsAfter(job_, after, kEventsPerPage));
  absl::MutexLock lock(&mutex_);
  for (v1::JobEvent& event : events) {
    sequence_ = event.sequence();
    buffer_.push_back(std::move(event));
  }
  // A full page may not be all there is.
  if (events.size() == kEventsPerPage) has_news_ = true;
  return absl::OkStatus();
}

void WatchReactor::Continue() {
  bool is_cancelled = false;
  {
    absl::MutexLock lock(&mutex_);
    is_cancelled = is_cancelled_;
    if (!is_cancelled && buffer_.empty()) {
      turn_ = has_news_ ? Turn::kReading : Turn::kNobody;
      if (turn_ == Turn::kReading) pool_.Run([this] { Read(); });
      return;
    }
    if (!is_cancelled) {
      turn_ = Turn::kWriting;
      writing_ = std::move(buffer_.front());
      buffer_.pop_front();
    }
  }
  if (is_cancelled) return EndWith(absl::CancelledError("the watch was cancelled"));
  StartWrite(&writing_);
}

void WatchReactor::OnWriteDone(bool ok) {
  if (!ok) return EndWith(absl::CancelledError("the watcher has gone"));
  if (writing_.last()) return EndWith(absl::OkStatus());
  Continue();
}

void WatchReactor::OnCancel() {
  {
    absl::MutexLock lock(&mutex_);
    is_cancelled_ = true;
    // Whoever has the turn sees it and ends the call.
    if (turn_ != Turn::kNobody || has_ended_) return;
    turn_ = Turn::kReading;
  }
  EndWith(absl::CancelledError("the watch was cancelled"));
}

void WatchReactor::EndWith(const absl::Status& status) {
  {
    absl::MutexLock lock(&mutex_);
    if (has_ended_) return;
    has_ended_ = true;
  }
  Finish(ToGrpcStatus(status));
}

void WatchReactor::OnDone() {
  // Not in this thread: it would wait for a wake that is running, and a publisher may hold other
  // locks.
  pool_.Run([this] { delete this; });
}

}  // namespace palimpsest
