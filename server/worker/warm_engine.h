#ifndef PALIMPSEST_SERVER_WORKER_WARM_ENGINE_H_
#define PALIMPSEST_SERVER_WORKER_WARM_ENGINE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "common/process/wake_up.h"
#include "server/worker/engine_process.h"

namespace palimpsest {

// The engine that a worker keeps between jobs: starting one takes seconds. Replaced after a death,
// after a failure that may have left it unsound, and after a number of jobs, so that what leaks in
// a library cannot grow for ever. Not thread-safe.
class WarmEngine {
 public:
  WarmEngine(const EngineOptions& options, int jobs_per_engine)
      : options_(options), jobs_per_engine_(jobs_per_engine) {}

  // An engine that has said hello and runs no job; it stays this object's. Errors as
  // EngineProcess::Start.
  absl::StatusOr<EngineProcess*> Get(const WakeUp& interrupt);

  // The engine has done a job and is sound.
  void NoteJob() { ++jobs_; }

  // Ends the engine, if there is one.
  void Discard();

 private:
  const EngineOptions options_;
  const int jobs_per_engine_;
  std::unique_ptr<EngineProcess> engine_;
  int jobs_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_WARM_ENGINE_H_
