#ifndef PALIMPSEST_SERVER_SERVICE_WATCH_REACTOR_H_
#define PALIMPSEST_SERVER_SERVICE_WATCH_REACTOR_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <deque>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/base/thread_pool.h"
#include "palimpsest/v1/jobs.pb.h"
#include "server/scheduler/call_context.h"
#include "server/scheduler/event_hub.h"
#include "server/store/store.h"

namespace palimpsest {

// One WatchJob call: the job as it is, then its events after a sequence number, read from the store
// a page at a time as fast as the reader takes them, until the last one. Deletes itself when the
// call is over.
class WatchReactor final : public grpc::ServerWriteReactor<v1::JobEvent> {
 public:
  // All must outlive the call.
  WatchReactor(CallContext call, const v1::WatchJobRequest& request, Store& store, EventHub& hub,
               ThreadPool& pool);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // At most one read of the store or one write to the stream is under way at any time: whoever has
  // the turn.
  enum class Turn { kNobody, kReading, kWriting };

  // Reads on if nothing is under way; otherwise remembers that there is something new.
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_);
  // In the pool: fetches what comes next and hands over to Continue.
  void Read() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status ReadJob() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status ReadEvents() ABSL_LOCKS_EXCLUDED(mutex_);
  // Writes what is buffered, reads on, or waits. The caller has the turn.
  void Continue() ABSL_LOCKS_EXCLUDED(mutex_);
  void EndWith(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  const CallContext call_;
  Store& store_;
  EventHub& hub_;
  ThreadPool& pool_;
  const int64_t after_sequence_;
  int64_t job_ = 0;
  absl::Mutex mutex_;
  Turn turn_ ABSL_GUARDED_BY(mutex_) = Turn::kReading;
  bool has_news_ ABSL_GUARDED_BY(mutex_) = false;
  bool has_ended_ ABSL_GUARDED_BY(mutex_) = false;  // Finish was called
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool has_job_ ABSL_GUARDED_BY(mutex_) = false;
  int64_t sequence_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::JobEvent> buffer_ ABSL_GUARDED_BY(mutex_);
  v1::JobEvent writing_;  // of whoever has the turn
  // Last, so that it ends first: a wake uses what stands above.
  std::unique_ptr<EventHub::Subscription> subscription_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_WATCH_REACTOR_H_
