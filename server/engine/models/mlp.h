#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_

#include <memory>

#include "server/engine/models/network.h"

namespace palimpsest {

// A perceptron with two hidden layers, 784-256-128-10, batch-norm and ReLU.
std::shared_ptr<Network> MakeMlp();

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_
