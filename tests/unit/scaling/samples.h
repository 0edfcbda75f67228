#ifndef PALIMPSEST_TESTS_UNIT_SCALING_SAMPLES_H_
#define PALIMPSEST_TESTS_UNIT_SCALING_SAMPLES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "common/memory/memory_options.h"
#include "common/scaling/code_grid.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// Stratified samples: the `count` quantiles at (i + 1/2) / count of a distribution of mean 0 and
// variance 1, in seeded random order.
std::vector<float> GaussianSample(size_t count, uint64_t seed = 1);
std::vector<float> LaplacianSample(size_t count, uint64_t seed = 1);
std::vector<float> UniformSample(size_t count, uint64_t seed = 1);

// Memory of `bits` bits of which `shared_bits` are shared.
MemoryOptions Memory(int bits, int shared_bits, ZeroPointKind zero_point = ZeroPointKind::kMidRise);

// Of `weights`, which must outlive it, without importance.
ScalingInput Input(absl::Span<const float> weights, const MemoryOptions& memory);

// 2^(B-1) * delta, where clipping error begins to grow.
double Edge(const ScaleChoice& choice, const MemoryOptions& memory);

// sum h (w - delta v)^2 of the nearest codes, weight by weight.
double NearestCodeError(const CodeGrid& grid, double delta, absl::Span<const float> weights,
                        absl::Span<const float> importance);

// 10 log10(sum w^2 / error).
double Decibels(absl::Span<const float> weights, double error);

// sum h (w - w_hat)^2 after encoding all weights at `choice`.
double ErrorAfterEncoding(const ScalingInput& input, const ScaleChoice& choice);

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_SCALING_SAMPLES_H_
