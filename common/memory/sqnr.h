#ifndef PALIMPSEST_COMMON_MEMORY_SQNR_H_
#define PALIMPSEST_COMMON_MEMORY_SQNR_H_

#include "absl/types/span.h"

namespace palimpsest {

// Both spans must be equally long.

// mean (w - w_hat)^2 in double precision; 0 for empty spans.
double MeanSquaredError(absl::Span<const float> weights, absl::Span<const float> decoded);

// Signal to quantization noise, 10 log10(sum w^2 / sum (w - w_hat)^2), in dB. +infinity without
// noise (all-zero or empty weights included), -infinity for noise without signal.
double SqnrDb(absl::Span<const float> weights, absl::Span<const float> decoded);

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_MEMORY_SQNR_H_
