#ifndef PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_
#define PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/tensors/safetensors.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// Between a network's tensors and plain floats. Nothing here is thread-safe.

// A weight tensor that goes into the memory: of a convolution or a linear layer.
struct EncodableWeight {
  std::string name;      // "conv1.weight"
  torch::Tensor tensor;  // the network's own parameter, not a copy
  std::vector<int64_t> shape;
  int64_t channels = 0;  // output channels: the first dimension

  int64_t count() const { return tensor.numel(); }
};

// In the order of registration: every parameter of two or more dimensions whose name begins with
// none of `excluded`. INVALID_ARGUMENT if a prefix fits no such parameter, or if nothing is left.
absl::StatusOr<std::vector<EncodableWeight>> EncodableWeights(
    const Network& network, absl::Span<const std::string> excluded);

// A copy on the CPU.
std::vector<float> ReadTensor(const torch::Tensor& tensor);
// Overwrites a float tensor on any device; `values` has as many elements.
void WriteTensor(absl::Span<const float> values, const torch::Tensor& tensor);

// All float parameters and buffers by name: weights, biases, batch-norm with its statistics.
std::vector<NamedTensor> ReadState(const Network& network);
// The inverse. DATA_LOSS naming the first tensor that is missing, unknown or has another shape; the
// network is then unchanged.
absl::Status WriteState(absl::Span<const NamedTensor> state, Network& network);

int64_t ParameterCount(const Network& network);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_NETWORK_WEIGHTS_H_
