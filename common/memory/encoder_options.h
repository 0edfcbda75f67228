#ifndef PALIMPSEST_COMMON_MEMORY_ENCODER_OPTIONS_H_
#define PALIMPSEST_COMMON_MEMORY_ENCODER_OPTIONS_H_

#include <cstdint>

#include "absl/status/status.h"

namespace palimpsest {

enum class EncodeMethod { kJoint, kOwnerBits };

// How the bits of a tile are chosen. A value.
struct EncoderOptions {
  EncodeMethod method = EncodeMethod::kJoint;
  int starts = 4;  // 1..1024 for each rotation: owner bits first, the others seeded and random
  uint64_t seed = 1;
  int threads = 1;  // 1..1024, of one call; the result does not depend on it

  // INVALID_ARGUMENT naming the first bad field and its value.
  absl::Status Validate() const;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_ENCODER_OPTIONS_H_
