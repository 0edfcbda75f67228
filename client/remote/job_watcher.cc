#include "client/remote/job_watcher.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/job/state_machine.h"

namespace palimpsest {
namespace {

class Watcher {
 public:
  Watcher(const WatchOptions& options, Cancellation& cancellation, WatchDisplay& display)
      : options_(options), cancellation_(cancellation), display_(display) {}

  absl::StatusOr<v1::Job> Run(ApiClient& client, const std::string& name) {
    int silent_tries = 0;
    while (true) {
      is_first_of_stream_ = true;
      const absl::Status status =
          client.WatchJob(name, last_sequence_, cancellation_, [this](const v1::JobEvent& event) {
            Consume(event);
            return !has_ended_ && display_.CanShow();
          });
      if (has_ended_) break;
      if (!display_.CanShow())
        return absl::DataLossError("cannot write all of the output; is the disk full?");
      if (cancellation_.cancelled()) return absl::CancelledError("interrupted");
      // A stream may end before the job has, e.g. when the server shuts down.
      if (!status.ok() && (!absl::IsUnavailable(status) || !has_begun_)) return status;
      silent_tries = is_first_of_stream_ ? silent_tries + 1 : 1;
      if (silent_tries > options_.max_reconnects) return GiveUp(client, name);
      if (!is_lost_) display_.Note("the connection is lost; trying to reconnect");
      is_lost_ = true;
      cancellation_.WaitFor(options_.reconnect_delay);
    }
    if (job_.has_value() && HasEnded(job_->state())) return *std::move(job_);
    return client.GetJob(name);
  }

 private:
  static absl::Status GiveUp(const ApiClient& client, const std::string& name) {
    return absl::UnavailableError(absl::StrCat("lost the server at ", client.server(),
                                               ": watch the job again with ", "'palimpsest watch ",
                                               name, "' once the server is back"));
  }

  void Consume(const v1::JobEvent& event) {
    // The first message of a stream is the job as it is, whatever happened before; it repeats no
    // event and skips none.
    if (is_first_of_stream_) {
      is_first_of_stream_ = false;
      if (!has_begun_) display_.Begin(event);
      if (is_lost_) display_.Note("the connection is back");
      has_begun_ = true;
      is_lost_ = false;
    } else {
      last_sequence_ = std::max(last_sequence_, event.sequence());
      display_.Show(event);
    }
    if (event.has_job()) job_ = event.job();
    has_ended_ = event.last();
  }

  const WatchOptions& options_;
  Cancellation& cancellation_;
  WatchDisplay& display_;
  int64_t last_sequence_ = 0;
  bool has_begun_ = false;
  bool is_lost_ = false;
  bool is_first_of_stream_ = true;
  bool has_ended_ = false;
  std::optional<v1::Job> job_;
};

}  // namespace

absl::StatusOr<v1::Job> FollowJob(ApiClient& client, const std::string& name,
                                  const WatchOptions& options, Cancellation& cancellation,
                                  WatchDisplay& display) {
  absl::StatusOr<v1::Job> job = Watcher(options, cancellation, display).Run(client, name);
  if (job.ok()) {
    display.End(*job);
  } else {
    display.Abandon();
  }
  return job;
}

}  // namespace palimpsest
