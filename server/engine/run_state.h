#ifndef PALIMPSEST_SERVER_ENGINE_RUN_STATE_H_
#define PALIMPSEST_SERVER_ENGINE_RUN_STATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/run_state.pb.h"

namespace palimpsest {

// All that a run knows, as one value: given the job that it belongs to, the rest of the run follows
// from it, bit for bit. Every stage of a run is a function from one state to the next
// (job_runner.h).
struct RunState {
  v1::RunRecord record;
  // Float parameters and buffers as they are now; empty before the network is initialized.
  std::vector<NamedTensor> network;
  // As they were after the float training, once that is over.
  std::vector<NamedTensor> float_network;
  // What the optimizer remembers in the training that is going on.
  std::vector<NamedTensor> optimizer;
};

// The bytes of a state's file ("PLMRUN01"; layout in run_state.cc) with a CRC-32 over all of it.
// INVALID_ARGUMENT if two tensors of a list have one name.
absl::StatusOr<std::string> SerializeRunState(const RunState& state);

// The inverse. DATA_LOSS naming what is wrong if the bytes are truncated, corrupt, or of another
// version.
absl::StatusOr<RunState> ParseRunState(absl::string_view bytes);

// To and from one file, written whole or not at all. Errors as above, and those of files.h; they
// name the path.
absl::Status WriteRunState(const RunState& state, const std::string& path);
absl::StatusOr<RunState> ReadRunState(const std::string& path);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_RUN_STATE_H_
