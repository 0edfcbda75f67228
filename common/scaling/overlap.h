#ifndef PALIMPSEST_COMMON_SCALING_OVERLAP_H_
#define PALIMPSEST_COMMON_SCALING_OVERLAP_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/scaling/strategy.h"

namespace palimpsest {

// Our own rule: the scale that minimizes the error sum h (w - w_hat)^2 after overlapped encoding.
// 1. Candidates: the answers of the other rules, and for each of their zero points a grid of 128
//    deltas in equal ratios from half their smallest to 1.25 times their largest delta. All are
//    scored by encoding a seeded sample of tiles, of 8192 words, with one start and no rotations.
// 2. The best of them, as many as make 32768 words to encode, are scored by the real encoder, with
//    its starts and rotations, on the same sample. From each of the best eight of these, delta
//    moves by the ratio of the grid, then by half as much and so on down to 0.1 %, while that
//    helps. (The error of a few tiles has many local minima in delta, that of many is smooth.)
// 3. The results and the answers of all other rules are scored by the real encoder on all weights.
// 4. From the best of them, encoding and the refit delta = sum h w (q - z) / sum h (q - z)^2
//    alternate, up to 6 times, while that helps.
// By step 3 the choice is never worse than that of any of the other rules under the same encoder:
// all are scored by it on all weights, and only better ones replace the best. (A refit lowers the
// error of the codes it is made for, but the encoder does not always find codes as good again.) For
// Gaussian weights and B = S = 8 the edge is about 2.7 standard deviations; without overlap it is
// 3.9. Of one scale for all weights it sees; where each channel has its own, a channel is encoded
// as if it were a layer. Uses input.encoder.threads threads; the choice does not depend on them.
// Costs the other rules, 8192 words some 30 times, and all words once for each other rule and each
// refined candidate and at most 6 times more: some 10 times.
class OverlapStrategy final : public ScalingStrategy {
 public:
  // `rules` are the other strategies; there must be one at least.
  explicit OverlapStrategy(std::vector<std::unique_ptr<ScalingStrategy>> rules)
      : rules_(std::move(rules)) {}

  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override;

 private:
  std::vector<std::unique_ptr<ScalingStrategy>> rules_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_SCALING_OVERLAP_H_
