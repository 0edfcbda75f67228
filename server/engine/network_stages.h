#ifndef PALIMPSEST_SERVER_ENGINE_NETWORK_STAGES_H_
#define PALIMPSEST_SERVER_ENGINE_NETWORK_STAGES_H_

#include "absl/status/statusor.h"
#include "server/engine/job.h"
#include "server/engine/run_state.h"

namespace palimpsest {

// The stages of a run that work on the network: each puts the state's network into job.network,
// works there and gives the state after it, its `stage` unchanged. CANCELLED once
// io.events.cancelled(); a NUMERIC failure for a loss that is not finite; DATA_LOSS if the state is
// not of this job.

// Seeded weights, as LoadJob has put them into the network, or the float baseline from the cache. A
// cached file that cannot be used is told in a log line.
absl::StatusOr<RunState> Initialize(Job& job, StageIo& io, RunState state);

// At most io.max_steps steps; the training is over once the state has none that is going on.
absl::StatusOr<RunState> TrainFloat(Job& job, StageIo& io, RunState state);
absl::StatusOr<RunState> RetrainPortion(Job& job, StageIo& io, RunState state);
absl::StatusOr<RunState> Recover(Job& job, StageIo& io, RunState state);

// The trained network becomes the float network, and goes into the cache if it is new and sound.
absl::StatusOr<RunState> EvaluateFloat(Job& job, StageIo& io, RunState state);
// The network is the float network again.
absl::StatusOr<RunState> EvaluateOneShot(Job& job, StageIo& io, RunState state);
absl::StatusOr<RunState> EvaluatePortion(Job& job, StageIo& io, RunState state);
absl::StatusOr<RunState> EvaluateFinal(Job& job, StageIo& io, RunState state);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_NETWORK_STAGES_H_
