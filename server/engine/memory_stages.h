#ifndef PALIMPSEST_SERVER_ENGINE_MEMORY_STAGES_H_
#define PALIMPSEST_SERVER_ENGINE_MEMORY_STAGES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/memory/memory_image.h"
#include "common/memory/memory_stats.h"
#include "server/engine/job_setup.h"
#include "server/engine/run_state.h"

namespace palimpsest {

// The stages of a run that work on the memory and need no network (SCIENCE.md, section 5): each
// takes the state before it and gives the one after it, its `stage` unchanged. CANCELLED once
// io.events.cancelled(); DATA_LOSS if the state is not of this job; errors of the science name the
// layer.

// A scale for each layer, from the float weights.
absl::StatusOr<RunState> ScaleLayers(const JobSetup& setup, StageIo& io, RunState state);

// The network gets the values that the memory holds for its float weights; their reports are added
// to the result. Freezes nothing.
absl::StatusOr<RunState> EncodeAll(const JobSetup& setup, StageIo& io, RunState state);

// Freezes the tiles of the portion at hand, or all, by the weights as they are now; the network
// gets their values.
absl::StatusOr<RunState> FreezeNextPortion(const JobSetup& setup, StageIo& io, RunState state);
absl::StatusOr<RunState> FreezeRest(const JobSetup& setup, StageIo& io, RunState state);

// Makes the image of the equal-capacity memory and compares what it decodes to with the network
// that was evaluated: INTERNAL if a bit differs. The memory's size goes into the result.
absl::StatusOr<RunState> VerifyImage(const JobSetup& setup, StageIo& io, RunState state);
// The image of the memory at hand, verified in the same way.
absl::StatusOr<std::vector<GroupImage>> MakeVerifiedImage(const JobSetup& setup, StageIo& io,
                                                          const RunState& state);

// What all its groups take.
MemoryStats StatsOfImage(const std::vector<GroupImage>& images);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MEMORY_STAGES_H_
