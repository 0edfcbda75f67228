#ifndef PALIMPSEST_SERVER_ENGINE_FAILURE_H_
#define PALIMPSEST_SERVER_ENGINE_FAILURE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {

// A status that says which kind of failure it is; the kind travels as a payload through Annotate.
absl::Status FailureStatus(v1::Failure::Kind kind, absl::string_view message);

// How a run that ended with `status` (not OK) failed. Statuses that were not made by FailureStatus
// are told by their code: bad arguments and bad files are INVALID, a full disk is NO_SPACE,
// anything else is INTERNAL.
v1::Failure ToFailure(const absl::Status& status);

// What a LibTorch error of no class of its own is, told by its text: LibTorch throws those of its
// libraries (CUDA runtime and driver, cuBLAS, cuDNN, cuSOLVER, cuSPARSE, cuFFT, NVRTC, NCCL,
// allocators) as plain errors. OUT_OF_MEMORY, DEVICE_FAULT, or INTERNAL if the text is none of
// theirs.
v1::Failure::Kind KindOfTorchError(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_FAILURE_H_
