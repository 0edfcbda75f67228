#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/engine/image_data.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// A perceptron with two hidden layers, 256 and 128 wide, batch-norm and ReLU; 784-256-128-10 for
// grey pictures of 28 x 28 in ten classes. INVALID_ARGUMENT naming the shape if a picture has more
// than 2^20 values.
absl::StatusOr<Network> MakeMlp(const ImageShape& shape, int64_t classes);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_MLP_H_
