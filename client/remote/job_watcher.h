#ifndef PALIMPSEST_CLIENT_REMOTE_JOB_WATCHER_H_
#define PALIMPSEST_CLIENT_REMOTE_JOB_WATCHER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/display/watch_display.h"
#include "client/remote/api_client.h"
#include "client/remote/cancellation.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

struct WatchOptions {
  // After a lost connection: how long to wait before the next try, and how often to try without
  // hearing anything before giving up (each try takes about two seconds by itself, see ApiClient).
  absl::Duration reconnect_delay = absl::Seconds(1);
  int max_reconnects = 40;
};

// Shows the events of the job `name` until it ends, and returns the job as it ended. A connection
// that is lost is made again and the events go on where they stopped. CANCELLED when `cancellation`
// says so, DATA_LOSS when the display can show nothing any more; the error of the first connection;
// UNAVAILABLE when reconnecting is given up.
absl::StatusOr<v1::Job> FollowJob(ApiClient& client, const std::string& name,
                                  const WatchOptions& options, Cancellation& cancellation,
                                  WatchDisplay& display);

}  // namespace palimpsest

#endif  // PALIMPSEST_CLIENT_REMOTE_JOB_WATCHER_H_
