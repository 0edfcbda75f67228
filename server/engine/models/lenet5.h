#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_

#include <memory>

#include "server/engine/models/network.h"

namespace palimpsest {

// LeNet-5 (LeCun et al., 1998) as it is used today: its layer sizes, with batch-norm after the
// convolutions, ReLU and max-pooling. 61,750 parameters.
std::shared_ptr<Network> MakeLeNet5();

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_
