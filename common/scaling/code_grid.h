#ifndef PALIMPSEST_COMMON_SCALING_CODE_GRID_H_
#define PALIMPSEST_COMMON_SCALING_CODE_GRID_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/stop_token.h"
#include "common/memory/memory_options.h"

namespace palimpsest {

// The values v = q - z of unshared codes, each of which is free to be any, in code units.
struct CodeGrid {
  int bits = 8;  // 1..8
  ZeroPointKind zero_point = ZeroPointKind::kMidRise;

  int levels() const { return 1 << bits; }
  double least() const {
    return zero_point == ZeroPointKind::kMidRise ? -(levels() - 1) / 2.0 : -levels() / 2.0;
  }
};

// What weights w and the values v that their codes stand for say about the best delta: the error
// sum h (w - delta v)^2 is least at `delta()`, and then `gain()` below sum h w^2.
struct CodeFit {
  double cross = 0;  // sum h w v
  double power = 0;  // sum h v^2

  double delta() const { return power > 0 ? cross / power : 0; }
  double gain() const { return power > 0 ? cross * cross / power : 0; }
};

// The weights of a layer, sorted, with the sums that give the fit of the nearest codes at any delta
// without a look at each weight: O(n log n) to make, O(2^B log n) a fit. Immutable; thread-safe.
class SortedWeights {
 public:
  // `importance` is as long as `weights` or empty for 1. CANCELLED after a stop.
  static absl::StatusOr<SortedWeights> Create(absl::Span<const float> weights,
                                              absl::Span<const float> importance,
                                              const StopToken& stop = {});

  // The fit of the nearest codes at `delta` > 0.
  CodeFit Fit(const CodeGrid& grid, double delta) const;

  double energy() const { return energy_; }                 // sum h w^2
  double importance() const { return importance_.back(); }  // sum h

 private:
  SortedWeights() = default;

  double energy_ = 0;
  std::vector<float> weights_;      // ascending, [n]
  std::vector<double> importance_;  // sum of h of the first i weights, [n + 1]
  std::vector<double> moment_;      // sum of h w of the first i weights, [n + 1]
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_CODE_GRID_H_
