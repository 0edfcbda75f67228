#ifndef PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_
#define PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/scaling/strategy.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// The science's plain options from a spec whose defaults are filled in (spec_defaults.h): those of
// the job or of a layer (layer_settings.h). `seed` is the job's. INVALID_ARGUMENT naming the field
// if they do not hold.

absl::StatusOr<MemoryOptions> ToMemoryOptions(const v1::MemorySpec& memory, uint64_t seed);
// One thread; the caller knows how many there are.
absl::StatusOr<EncoderOptions> ToEncoderOptions(const v1::EncoderSpec& encoder, uint64_t seed);
StrategyParameters ToStrategyParameters(const v1::ScalingSpec& spec);

// The plain memory with as many cells a weight as the words of `memory` take: S = 0, B' = B - S/2;
// plain words are their own. INVALID_ARGUMENT if B' is below 2.
absl::StatusOr<MemoryOptions> EqualCapacityMemory(const MemoryOptions& memory);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_
