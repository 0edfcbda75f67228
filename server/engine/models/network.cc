#include "server/engine/models/network.h"

#include <ATen/ATen.h>

namespace palimpsest {

void MoveTo(torch::Device device, const Network& network) {
  for (const std::vector<NamedParameter>* tensors : {&network.parameters, &network.buffers}) {
    // The variable stays the one that the network refers to; only what it holds is another.
    for (const NamedParameter& item : *tensors) item.tensor.set_data(item.tensor.to(device));
  }
}

}  // namespace palimpsest
