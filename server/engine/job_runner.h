#ifndef PALIMPSEST_SERVER_ENGINE_JOB_RUNNER_H_
#define PALIMPSEST_SERVER_ENGINE_JOB_RUNNER_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "palimpsest/v1/engine.pb.h"
#include "server/engine/run_events.h"
#include "server/engine/run_state.h"

namespace palimpsest {

struct Job;

// What a finished job leaves.
struct JobOutput {
  v1::JobResult result;
  std::vector<v1::Artifact> artifacts;  // files in the work folder, complete and flushed
};

// Does a job's work stage by stage. All that it gains lies in the RunState that goes from one call
// to the next; the state alone decides what comes next (stage_order.h), and may be written to a
// file in between and go on in another process. Deterministic on the CPU for a given number of
// threads: however the work is cut into pieces, weights, image and metrics are the same bits. Not
// thread-safe: it seeds LibTorch's generator.
class JobRunner {
 public:
  static constexpr int64_t kWholeStage = std::numeric_limits<int64_t>::max();

  // Loads data and network on `threads` CPU threads; `events` must outlive the runner. Errors as
  // LoadJob (job.h).
  static absl::StatusOr<std::unique_ptr<JobRunner>> Create(const v1::RunJob& request, int threads,
                                                           RunEvents& events);
  ~JobRunner();

  // Before the first stage.
  RunState Begin() const;

  // The state after the next stage, or in the middle of it: a training stops after `max_steps`
  // steps. CANCELLED once events.cancelled(); DATA_LOSS if the state is of another job; otherwise
  // ToFailure (failure.h) tells how it failed.
  absl::StatusOr<RunState> Advance(RunState state, int64_t max_steps = kWholeStage);

  static bool IsFinished(const RunState& state);

 private:
  JobRunner(std::unique_ptr<Job> job, RunEvents& events);

  const std::unique_ptr<Job> job_;
  RunEvents& events_;
  const RealClock clock_;
};

// Runs a whole job, from its loading to its artifacts. Errors as above.
absl::StatusOr<JobOutput> RunWholeJob(const v1::RunJob& request, int threads, RunEvents& events);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_JOB_RUNNER_H_
