#ifndef PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_
#define PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_

#include "absl/status/statusor.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/scaling/strategy.h"
#include "palimpsest/v1/spec.pb.h"

namespace palimpsest {

// The science's plain options from a spec whose defaults are filled in (spec_defaults.h).
// INVALID_ARGUMENT naming the field if they do not hold.

absl::StatusOr<MemoryOptions> ToMemoryOptions(const v1::JobSpec& spec);
// One thread; the caller knows how many there are.
absl::StatusOr<EncoderOptions> ToEncoderOptions(const v1::JobSpec& spec);
StrategyParameters ToStrategyParameters(const v1::ScalingSpec& spec);

// The plain memory with as many cells a weight as the words of `memory` take: S = 0, B' = B - S/2.
// INVALID_ARGUMENT if nothing is shared or B' is below 2.
absl::StatusOr<MemoryOptions> EqualCapacityMemory(const MemoryOptions& memory);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_JOB_SPEC_CONVERSION_H_
