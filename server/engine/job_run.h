#ifndef PALIMPSEST_SERVER_ENGINE_JOB_RUN_H_
#define PALIMPSEST_SERVER_ENGINE_JOB_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "palimpsest/v1/engine.pb.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// What a finished job leaves.
struct JobOutput {
  v1::JobResult result;
  std::vector<v1::Artifact> artifacts;  // files in the work folder, complete and flushed
};

// Runs a whole job on `threads` CPU threads: loads data and network, trains the float baseline or
// takes it from the cache, scales, encodes, retrains, evaluates, writes the artifacts.
// Deterministic on the CPU for a given number of threads. CANCELLED once events.cancelled();
// otherwise ToFailure (failure.h) tells how it failed. Not thread-safe: it seeds LibTorch's
// generator.
absl::StatusOr<JobOutput> RunJob(const v1::RunJob& request, int threads, RunEvents& events);

// Kinds of device that jobs can run on here: "cpu", and "cuda" if LibTorch finds one.
std::vector<std::string> UsableDevices();

absl::string_view LibTorchVersion();

// Loads LibTorch's CUDA half where it is installed (nothing refers to its symbols, so nothing else
// would), and makes LibTorch deterministic on `threads` threads. Call once, before anything else of
// LibTorch.
void InitializeTorch(int threads);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_JOB_RUN_H_
