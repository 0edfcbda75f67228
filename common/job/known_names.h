#ifndef PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_
#define PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace palimpsest {

// What the server, which has no networks, knows of one of the zoo.
struct ModelInfo {
  absl::string_view name;
  // The parameters that can be encoded, in the network's order.
  absl::Span<const absl::string_view> layers;
  // Pictures that a training step needs: batch-norm over single values has nothing to average.
  int smallest_batch = 1;
};

// The model zoo. The engine's has a network for each of them, in this order.
absl::Span<const ModelInfo> Models();

// Null if there is none of that name.
const ModelInfo* FindModel(absl::string_view name);

absl::Span<const absl::string_view> ModelNames();

// Kinds of device that a job may ask for.
absl::Span<const absl::string_view> DeviceNames();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_KNOWN_NAMES_H_
