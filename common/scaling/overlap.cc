#include "common/scaling/overlap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "common/base/status_macros.h"
#include "common/scaling/encoded_error.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

constexpr int64_t kSampleTiles = 512;
constexpr int kGridPoints = 64;
constexpr double kFinestStep = 0.004;
constexpr int kMaxRefits = 6;
// A refit that gains less than this, relatively, is the last.
constexpr double kSettled = 1e-5;

// The best choice so far.
struct Best {
  ScaleChoice choice;
  EncodedError::Measurement measurement{std::numeric_limits<double>::infinity(), {}};
};

// Makes `choice` the best if it is the first or better; says whether.
absl::StatusOr<bool> Try(const EncodedError& encoded, const ScaleChoice& choice, Best& best) {
  ASSIGN_OR_RETURN(const EncodedError::Measurement measurement, encoded.Measure(choice));
  if (!(measurement.error < best.measurement.error)) return false;
  best = {choice, measurement};
  return true;
}

absl::StatusOr<Best> BestOf(const EncodedError& encoded, const std::vector<ScaleChoice>& choices) {
  Best best;
  for (const ScaleChoice& choice : choices) {
    RETURN_IF_ERROR(Try(encoded, choice, best).status());
  }
  return best;
}

// The deltas of the grid are equal ratios apart; this is the ratio.
struct Grid {
  double least;
  double ratio;
};

Grid GridAround(const std::vector<ScaleChoice>& choices) {
  const auto [least, greatest] = std::minmax_element(
      choices.begin(), choices.end(),
      [](const ScaleChoice& a, const ScaleChoice& b) { return a.delta < b.delta; });
  const double low = least->delta / 2;
  return {low, std::pow(greatest->delta * 1.25 / low, 1.0 / (kGridPoints - 1))};
}

// `choices`, then the grid for each of their zero points.
std::vector<ScaleChoice> WithGrid(const std::vector<ScaleChoice>& choices, const Grid& grid) {
  std::vector<double> zero_points;
  for (const ScaleChoice& choice : choices) zero_points.push_back(choice.zero_point);
  std::sort(zero_points.begin(), zero_points.end());
  zero_points.erase(std::unique(zero_points.begin(), zero_points.end()), zero_points.end());
  std::vector<ScaleChoice> all = choices;
  for (const double zero_point : zero_points) {
    for (int point = 0; point < kGridPoints; ++point) {
      all.push_back({UsableDelta(grid.least * std::pow(grid.ratio, point)), zero_point});
    }
  }
  return all;
}

// The same with an encoder that is some thirty times cheaper.
ScalingInput Cheaper(ScalingInput input) {
  input.memory.rotations = false;
  input.encoder.starts = 1;
  return input;
}

absl::StatusOr<ScaleChoice> Refine(const EncodedError& encoded, const ScaleChoice& start,
                                   double ratio) {
  ASSIGN_OR_RETURN(Best best, BestOf(encoded, {start}));
  for (double step = ratio - 1; step > kFinestStep;) {
    const ScaleChoice center = best.choice;
    const ScaleChoice wider{UsableDelta(center.delta * (1 + step)), center.zero_point};
    const ScaleChoice narrower{UsableDelta(center.delta / (1 + step)), center.zero_point};
    ASSIGN_OR_RETURN(bool moved, Try(encoded, wider, best));
    if (!moved) {
      ASSIGN_OR_RETURN(moved, Try(encoded, narrower, best));
    }
    if (!moved) step /= 2;
  }
  return best.choice;
}

absl::Status Refit(const EncodedError& encoded, Best& best) {
  for (int refit = 0; refit < kMaxRefits; ++refit) {
    const double error_before = best.measurement.error;
    const ScaleChoice refitted{UsableDelta(best.measurement.fit.delta()), best.choice.zero_point};
    ASSIGN_OR_RETURN(const bool better, Try(encoded, refitted, best));
    if (!better || best.measurement.error > error_before * (1 - kSettled)) break;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ScaleChoice> OverlapStrategy::Choose(const ScalingInput& input) const {
  RETURN_IF_ERROR(CheckScalingInput(input));
  ScalingInput usable = input;
  usable.importance = UsableImportance(input);
  std::vector<ScaleChoice> choices;
  for (const auto& rule : rules_) {
    ASSIGN_OR_RETURN(const ScaleChoice choice, rule->Choose(usable));
    choices.push_back(choice);
  }

  const Grid grid = GridAround(choices);
  ASSIGN_OR_RETURN(const EncodedError cheap_sample,
                   EncodedError::OfSample(Cheaper(usable), kSampleTiles));
  ASSIGN_OR_RETURN(const Best coarse, BestOf(cheap_sample, WithGrid(choices, grid)));
  ASSIGN_OR_RETURN(const EncodedError sample, EncodedError::OfSample(usable, kSampleTiles));
  ASSIGN_OR_RETURN(const ScaleChoice refined, Refine(sample, coarse.choice, grid.ratio));

  choices.push_back(refined);
  ASSIGN_OR_RETURN(const EncodedError all, EncodedError::OfAllTiles(usable));
  ASSIGN_OR_RETURN(Best best, BestOf(all, choices));
  RETURN_IF_ERROR(Refit(all, best));
  return best.choice;
}

}  // namespace palimpsest
