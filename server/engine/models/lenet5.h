#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "server/engine/image_data.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// LeNet-5 (LeCun et al., 1998) as it is used today: its layer sizes, with batch-norm after the
// convolutions, ReLU and max-pooling. 61,750 parameters for grey pictures of 28 x 28 in ten
// classes; other pictures change the first layer and the first linear one. INVALID_ARGUMENT naming
// the shape if a picture is too small for its convolutions: below 12 x 12.
absl::StatusOr<Network> MakeLeNet5(const ImageShape& shape, int64_t classes);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_LENET5_H_
