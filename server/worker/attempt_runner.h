#ifndef PALIMPSEST_SERVER_WORKER_ATTEMPT_RUNNER_H_
#define PALIMPSEST_SERVER_WORKER_ATTEMPT_RUNNER_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/backoff.h"
#include "palimpsest/v1/engine.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/worker/attempt_control.h"
#include "server/worker/event_reporter.h"
#include "server/worker/warm_engine.h"
#include "server/worker/workers_client.h"

namespace palimpsest {

struct AttemptOptions {
  // Every attempt has an empty folder of its own in here, removed at its end.
  std::string work_dir;
  std::string cache_dir;
  // Folder of each data set by name.
  std::map<std::string, std::string> datasets;
  // What an engine has to stop a run in before it is killed.
  absl::Duration cancel_grace = absl::Seconds(10);
  absl::Duration call_timeout = absl::Seconds(10);
  BackoffOptions backoff;
  EventReporterOptions events;
};

// Runs leased attempts, one at a time, from the engine's first frame to CompleteAttempt. Not
// thread-safe.
class AttemptRunner {
 public:
  // `client` and `engine` must outlive this object.
  AttemptRunner(const AttemptOptions& options, WorkersClient& client, WarmEngine& engine)
      : options_(options), client_(client), engine_(engine) {}

  // Returns when the server has taken the outcome, or the control says that the attempt is lost or
  // the worker stops; the engine is then idle or gone.
  void Run(const v1::Lease& lease, AttemptControl& control);

 private:
  // How the run ended on the engine, its artifacts uploaded.
  v1::RunEnded RunInFolder(const v1::Lease& lease, const std::string& folder,
                           EventReporter& reporter, AttemptControl& control);
  v1::RunEnded RunOnEngine(const v1::Lease& lease, const std::string& folder,
                           EventReporter& reporter, AttemptControl& control);
  // Starts the run and follows it until it has ended. An error is the engine's, as from
  // EngineProcess::Receive.
  absl::StatusOr<v1::RunEnded> Follow(EngineProcess& engine, const v1::ToEngine& run,
                                      EventReporter& reporter, AttemptControl& control);
  // Of a run without a result: stores the metrics that the engine reported, if there are any.
  void KeepMetrics(const v1::Lease& lease, const std::string& folder, AttemptControl& control);
  // Tries for as long as the server is away and `is_wanted` says so.
  absl::Status Upload(const v1::Lease& lease, const std::string& folder,
                      const v1::Artifact& artifact,
                      bool (*is_wanted)(const AttemptControl::Requests&), AttemptControl& control);
  void Complete(const v1::Lease& lease, const v1::RunEnded& ended, AttemptControl& control);

  const AttemptOptions options_;
  WorkersClient& client_;
  WarmEngine& engine_;
  // That the engine of the run reported.
  google::protobuf::RepeatedPtrField<v1::Metric> metrics_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_ATTEMPT_RUNNER_H_
