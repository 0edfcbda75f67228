#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace palimpsest {

// A tensor of a network by its name in PyTorch's manner, "conv1.weight": the network's own, not a
// copy.
struct NamedParameter {
  std::string name;
  torch::Tensor tensor;
};

// A network is what has `forward` and named parameters, whatever it is made of: a native module
// (module_network.h), a TorchScript module, anything that keeps these promises. A value; copies are
// the same network. Not thread-safe.
struct Network {
  // Logits, [batch, classes] float32, of `images`, [batch, channels, height, width] float32,
  // normalized, on the network's device.
  std::function<torch::Tensor(const torch::Tensor& images)> forward;
  // Switches between training and evaluation, e.g. for batch-norm.
  std::function<void(bool training)> set_training;
  // In the order of registration.
  std::vector<NamedParameter> parameters;
  // What belongs to the state but is not trained: statistics of batch-norm.
  std::vector<NamedParameter> buffers;
  // Names of the parameters that can go into the memory: weights of convolutions and linear layers,
  // their first dimension the output channels.
  std::vector<std::string> encodable;
  // Pictures that a training step needs: batch-norm over single values has nothing to average.
  int64_t smallest_batch = 1;
};

// Moves all tensors of the network in place.
void MoveTo(torch::Device device, const Network& network);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_
