#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_MODULE_NETWORK_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_MODULE_NETWORK_H_

#include <torch/nn/module.h>

#include <memory>
#include <utility>

#include "server/engine/models/network.h"

namespace palimpsest {

// The network that a native module is, `forward(images)` and all. Every parameter of two or more
// dimensions is encodable.
template <typename Module>
Network NetworkOfModule(std::shared_ptr<Module> module) {
  Network network;
  for (const auto& item : module->named_parameters()) {
    network.parameters.push_back({item.key(), item.value()});
    if (item.value().dim() > 1) network.encodable.push_back(item.key());
  }
  for (const auto& item : module->named_buffers()) {
    network.buffers.push_back({item.key(), item.value()});
  }
  network.set_training = [module](bool training) { module->train(training); };
  network.forward = [module = std::move(module)](const torch::Tensor& images) {
    return module->forward(images);
  };
  return network;
}

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_MODULE_NETWORK_H_
