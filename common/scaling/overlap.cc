#include "common/scaling/overlap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "common/base/status_macros.h"
#include "common/scaling/encoded_error.h"
#include "common/scaling/strategy_input.h"

namespace palimpsest {
namespace {

constexpr int64_t kSampleWeights = 8192;
constexpr int kGridPoints = 128;
// What the real encoder may do to score the grid.
constexpr int64_t kShortlistWeights = 4 * kSampleWeights;
constexpr int64_t kMaxRefinements = 8;
constexpr double kFinestStep = 0.001;
constexpr int kMaxRefits = 6;
// A refit that gains less than this, relatively, is the last.
constexpr double kSettled = 1e-5;

// A choice and what the encoder makes of it.
struct Trial {
  ScaleChoice choice;
  EncodedError::Measurement measurement;
};

absl::StatusOr<Trial> Try(const EncodedError& encoded, const ScaleChoice& choice) {
  ASSIGN_OR_RETURN(const EncodedError::Measurement measurement, encoded.Measure(choice));
  return Trial{choice, measurement};
}

bool Better(const Trial& a, const Trial& b) { return a.measurement.error < b.measurement.error; }

// The `limit` best of `choices`, which there must be, best first, earlier ones first among equals.
absl::StatusOr<std::vector<Trial>> BestOf(const EncodedError& encoded,
                                          const std::vector<ScaleChoice>& choices, int64_t limit) {
  std::vector<Trial> trials;
  for (const ScaleChoice& choice : choices) {
    ASSIGN_OR_RETURN(const Trial trial, Try(encoded, choice));
    trials.push_back(trial);
  }
  std::stable_sort(trials.begin(), trials.end(), Better);
  if (limit < static_cast<int64_t>(trials.size())) {
    trials.erase(trials.begin() + limit, trials.end());
  }
  return trials;
}

std::vector<ScaleChoice> ChoicesOf(const std::vector<Trial>& trials) {
  std::vector<ScaleChoice> choices;
  for (const Trial& trial : trials) choices.push_back(trial.choice);
  return choices;
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

// Walks from `best` to better deltas in steps that shrink from `ratio`.
absl::StatusOr<ScaleChoice> Refine(const EncodedError& encoded, Trial best, double ratio) {
  for (double step = ratio - 1; step > kFinestStep;) {
    const Trial center = best;
    for (const double factor : {1 + step, 1 / (1 + step)}) {
      const ScaleChoice choice{UsableDelta(center.choice.delta * factor), center.choice.zero_point};
      ASSIGN_OR_RETURN(const Trial trial, Try(encoded, choice));
      if (Better(trial, best)) best = trial;
    }
    if (!Better(best, center)) step /= 2;
  }
  return best.choice;
}

// Alternates refitting delta to the codes and encoding while that helps.
absl::StatusOr<ScaleChoice> Refit(const EncodedError& encoded, Trial best) {
  for (int refit = 0; refit < kMaxRefits; ++refit) {
    const double delta = UsableDelta(best.measurement.fit.delta());
    ASSIGN_OR_RETURN(const Trial trial, Try(encoded, {delta, best.choice.zero_point}));
    if (!Better(trial, best)) break;
    const double gain = best.measurement.error - trial.measurement.error;
    best = trial;
    if (gain < kSettled * trial.measurement.error) break;
  }
  return best.choice;
}

// What a sample of the tiles says about the best scale: the best of `choices` and of a grid around
// them, refined.
absl::StatusOr<std::vector<ScaleChoice>> SearchSample(const ScalingInput& input,
                                                      const std::vector<ScaleChoice>& choices) {
  const Grid grid = GridAround(choices);
  const int64_t words = input.memory.words_per_tile();
  const int64_t tile_limit = kSampleWeights / words;
  ASSIGN_OR_RETURN(const EncodedError cheap, EncodedError::OfSample(Cheaper(input), tile_limit));
  ASSIGN_OR_RETURN(const EncodedError sample, EncodedError::OfSample(input, tile_limit));
  const int64_t shortlist = kShortlistWeights / (sample.tile_count() * words);
  ASSIGN_OR_RETURN(const std::vector<Trial> coarse,
                   BestOf(cheap, WithGrid(choices, grid), shortlist));
  ASSIGN_OR_RETURN(const std::vector<Trial> starts,
                   BestOf(sample, ChoicesOf(coarse), kMaxRefinements));
  std::vector<ScaleChoice> refined;
  for (const Trial& start : starts) {
    ASSIGN_OR_RETURN(const ScaleChoice choice, Refine(sample, start, grid.ratio));
    refined.push_back(choice);
  }
  return refined;
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

  ASSIGN_OR_RETURN(const std::vector<ScaleChoice> refined, SearchSample(usable, choices));
  choices.insert(choices.end(), refined.begin(), refined.end());
  ASSIGN_OR_RETURN(const EncodedError all, EncodedError::OfAllTiles(usable));
  ASSIGN_OR_RETURN(const std::vector<Trial> best, BestOf(all, choices, 1));
  return Refit(all, best.front());
}

}  // namespace palimpsest
