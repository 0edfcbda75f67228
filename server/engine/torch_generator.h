#ifndef PALIMPSEST_SERVER_ENGINE_TORCH_GENERATOR_H_
#define PALIMPSEST_SERVER_ENGINE_TORCH_GENERATOR_H_

#include <torch/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// LibTorch's own generator on `device`, which layers such as dropout draw from: all of its state,
// to be put back. Process-wide; not thread-safe.
std::string SaveTorchGenerator(torch::Device device);
// DATA_LOSS if `state` is none that SaveTorchGenerator gave for this kind of device.
absl::Status LoadTorchGenerator(torch::Device device, absl::string_view state);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TORCH_GENERATOR_H_
