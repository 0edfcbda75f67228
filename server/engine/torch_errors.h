#ifndef PALIMPSEST_SERVER_ENGINE_TORCH_ERRORS_H_
#define PALIMPSEST_SERVER_ENGINE_TORCH_ERRORS_H_

#include <functional>

#include "absl/status/status.h"

namespace palimpsest {

// LibTorch reports by exceptions: runs `work`, and makes what it throws a status that says which
// kind of failure it is (failure.h). OUT_OF_MEMORY, on the CPU or a device; DEVICE_FAULT for errors
// of CUDA, cuBLAS, cuDNN, NCCL and their like; otherwise INTERNAL.
absl::Status CatchTorchErrors(const std::function<absl::Status()>& work);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TORCH_ERRORS_H_
