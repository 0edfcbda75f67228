#ifndef PALIMPSEST_SERVER_ENGINE_TORCH_RUNTIME_H_
#define PALIMPSEST_SERVER_ENGINE_TORCH_RUNTIME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace palimpsest {

// Loads LibTorch's CUDA half where it is installed (nothing refers to its symbols, so nothing else
// would), and makes LibTorch deterministic on `threads` threads. Call once, before anything else of
// LibTorch.
void InitializeTorch(int threads);

// Kinds of device that jobs can run on here: "cpu", and "cuda" if LibTorch finds one.
std::vector<std::string> UsableDevices();

absl::string_view LibTorchVersion();

// All that decides, beside a job, which bits it computes on `device` here: LibTorch's build and
// settings, threads, processor or accelerator, environment (numeric_environment.h). Equal facts,
// equal bits.
std::vector<std::string> NumericFacts(absl::string_view device);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TORCH_RUNTIME_H_
