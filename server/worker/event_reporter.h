#ifndef PALIMPSEST_SERVER_WORKER_EVENT_REPORTER_H_
#define PALIMPSEST_SERVER_WORKER_EVENT_REPORTER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/backoff.h"
#include "common/base/steady_condition.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/worker/attempt_control.h"
#include "server/worker/workers_client.h"

namespace palimpsest {

struct EventReporterOptions {
  // Events are gathered for this long before they are sent.
  absl::Duration interval = absl::Milliseconds(150);
  // So many metrics and log lines are sent at once, and no more of them, or of their bytes, go into
  // one batch.
  size_t max_batch_events = 500;
  size_t max_batch_bytes = size_t{1} << 20;
  // Events that are kept while the server is away: about 30 MB of metrics.
  size_t max_pending_events = 100000;
  // A longer log line is cut.
  size_t max_log_bytes = size_t{1} << 16;
  absl::Duration call_timeout = absl::Seconds(10);
  BackoffOptions backoff;
};

// Brings the events of one attempt to the server, in batches, from a thread of its own. Each event
// has an index; a batch whose answer was lost is sent again with the same indices, and the server
// skips what it has. While the server is away events are kept: of progress only the latest, of
// metrics and log lines up to a limit; what is left out beyond it is counted and reported as a
// warning. If the server no longer knows the lease, or refuses the events, it tells the control.
// Thread-safe.
class EventReporter {
 public:
  // `client` and `control` must outlive this object.
  EventReporter(WorkersClient& client, const v1::Lease& lease, AttemptControl& control,
                const EventReporterOptions& options);
  // Drops what has not been sent.
  ~EventReporter();
  EventReporter(const EventReporter&) = delete;
  EventReporter& operator=(const EventReporter&) = delete;

  // Never blocks on the network. The event's time is set if it is absent. Anything but progress, a
  // metric or a log line is ignored: an engine reports nothing else.
  void Add(v1::JobEvent event) ABSL_LOCKS_EXCLUDED(mutex_);

  // Waits until all events so far are stored; false if that will never be (the control says why).
  bool Flush() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool Deliver(const v1::ReportEventsRequest& batch) ABSL_LOCKS_EXCLUDED(mutex_);
  bool IsStopping() const ABSL_LOCKS_EXCLUDED(mutex_);
  v1::ReportEventsRequest NextBatch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasEvents() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasUrgentWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsFlushed() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  WorkersClient& client_;
  AttemptControl& control_;
  const EventReporterOptions options_;
  // Attempt and fencing number of every batch.
  v1::ReportEventsRequest header_;

  mutable absl::Mutex mutex_;
  SteadyCondition urgent_;
  std::deque<v1::JobEvent> pending_ ABSL_GUARDED_BY(mutex_);
  absl::optional<v1::JobEvent> progress_ ABSL_GUARDED_BY(mutex_);
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t next_index_ ABSL_GUARDED_BY(mutex_) = 0;
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;
  bool flushing_ ABSL_GUARDED_BY(mutex_) = false;
  bool gave_up_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_EVENT_REPORTER_H_
