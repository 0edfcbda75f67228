#ifndef PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_
#define PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/engine/models/network.h"

namespace palimpsest {

// A network of the zoo (common/job/known_names.h) on the CPU, its weights initialized from `seed`
// as PyTorch does by default. The same seed gives the same weights. INVALID_ARGUMENT naming the
// known models if there is none of that name. Not thread-safe: it seeds LibTorch's generator.
absl::StatusOr<std::shared_ptr<Network>> MakeNetwork(absl::string_view name, uint64_t seed);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_MODELS_ZOO_H_
