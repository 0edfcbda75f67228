#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_

#include <torch/nn/module.h>

#include <cstdint>

namespace palimpsest {

// A network of the zoo.
class Network : public torch::nn::Module {
 public:
  // Logits, [batch, classes] float32, of `images`, [batch, 1, 28, 28] float32, normalized, on the
  // network's device.
  virtual torch::Tensor forward(torch::Tensor images) = 0;

  // Pictures that a training step needs: batch-norm over single values has nothing to average.
  virtual int64_t smallest_batch() const { return 1; }
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_NETWORK_H_
