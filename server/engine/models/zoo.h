#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/engine/image_data.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// A network of the zoo (common/job/known_names.h) for pictures of this shape in so many classes, on
// the CPU, its weights initialized from `seed` as PyTorch does by default. The same seed gives the
// same weights. INVALID_ARGUMENT naming the known models if there is none of that name, or what
// this one cannot take. Not thread-safe: it seeds LibTorch's generator.
absl::StatusOr<Network> MakeNetwork(absl::string_view name, const ImageShape& shape,
                                    int64_t classes, uint64_t seed);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_
