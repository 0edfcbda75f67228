#ifndef PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_
#define PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/tensors/safetensors.h"
#include "server/engine/job_setup.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// Between a network's tensors and plain floats. Nothing here is thread-safe.

// The network's encodable weights, in the order of registration.
std::vector<WeightInfo> EncodableWeights(const Network& network);

// The network's own parameter of this name. DATA_LOSS if it has none.
absl::StatusOr<torch::Tensor> FindParameter(const Network& network, absl::string_view name);

// A copy on the CPU.
std::vector<float> ReadTensor(const torch::Tensor& tensor);
// Overwrites a float tensor on any device; `values` has as many elements.
void WriteTensor(absl::Span<const float> values, const torch::Tensor& tensor);

// All float parameters and buffers by name: weights, biases, batch-norm with its statistics.
std::vector<NamedTensor> ReadState(const Network& network);
// The inverse. DATA_LOSS naming the first tensor that is missing, unknown or has another shape; the
// network is then unchanged.
absl::Status WriteState(absl::Span<const NamedTensor> state, const Network& network);

int64_t ParameterCount(const Network& network);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_
