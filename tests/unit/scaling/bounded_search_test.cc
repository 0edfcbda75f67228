#include "common/scaling/bounded_search.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/scaling/breakpoint_sweep.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

double Energy(absl::Span<const float> weights, absl::Span<const float> importance) {
  return SortedWeights::Create(weights, importance)->energy();
}

// Magnitudes over nine decades.
std::vector<float> LogUniform(size_t count) {
  std::vector<float> weights;
  Random random(5);
  for (size_t i = 0; i < count; ++i) {
    const double magnitude = std::exp(20 * (random.Uniform() - 0.5));
    weights.push_back(static_cast<float>(i % 2 == 0 ? magnitude : -magnitude));
  }
  return weights;
}

std::vector<float> WithOutlier(std::vector<float> weights, float outlier) {
  weights[0] = outlier;
  return weights;
}

std::vector<std::pair<std::string, std::vector<float>>> Tensors() {
  std::vector<float> two_values;
  std::vector<float> on_the_grid;
  for (int i = 0; i < 2000; ++i) {
    two_values.push_back(i % 3 == 0 ? 1.0f : -0.9f);
    on_the_grid.push_back(static_cast<float>(i % 256) - 127.5f);
  }
  return {{"one", {-3}},
          {"few", LaplacianSample(7)},
          {"gaussian", GaussianSample(3000)},
          {"laplacian", LaplacianSample(3000)},
          {"uniform", UniformSample(3000)},
          {"log_uniform", LogUniform(2000)},
          {"outlier", WithOutlier(GaussianSample(2000), 1000)},
          {"huge_outlier", WithOutlier(GaussianSample(2000), 1e30f)},
          {"sparse", WithOutlier(std::vector<float>(2000), 1)},
          {"constant", std::vector<float>(2000, 0.7f)},
          {"two_values", two_values},
          {"on_the_grid", on_the_grid}};
}

TEST(BoundedSearchTest, FindsTheMinimumThatASweepFinds) {
  for (const auto& [name, weights] : Tensors()) {
    std::vector<float> h = UniformSample(weights.size(), /*seed=*/8);
    for (float& value : h) value = std::abs(value);
    for (const auto& importance : {std::vector<float>(), h}) {
      for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
        for (const int bits : {2, 3, 5, 8}) {
          const CodeGrid grid{bits, kind};
          const double swept = SweepBreakpoints(grid, weights, importance).gain();
          const double found = SearchWithinBounds(grid, weights, importance)->gain();
          const double energy = Energy(weights, importance);
          EXPECT_GE(found, swept - 1e-9 * (energy - swept) - 2e-12 * energy)
              << name << (importance.empty() ? "" : ", weighted") << " at " << bits << " bits, "
              << (kind == ZeroPointKind::kMidRise ? "mid-rise" : "mid-tread");
        }
      }
    }
  }
}

TEST(BoundedSearchTest, GivesTheFitOfTheNearestCodesAtItsOwnDelta) {
  const std::vector<float> weights = LaplacianSample(3000);
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const CodeGrid grid{8, kind};
    const CodeFit fit = *SearchWithinBounds(grid, weights, {});
    const CodeFit nearest = SortedWeights::Create(weights, {})->Fit(grid, fit.delta());
    EXPECT_DOUBLE_EQ(nearest.cross, fit.cross);
    EXPECT_DOUBLE_EQ(nearest.power, fit.power);
  }
}

TEST(BoundedSearchTest, KnowsAGridOfOneBit) {
  // +-delta / 2 is the mean magnitude.
  const std::vector<float> weights{1, 3, -2};
  EXPECT_DOUBLE_EQ(SearchWithinBounds({1}, weights, {})->delta(), 4);
}

TEST(BoundedSearchTest, HasNoFitWhereNoWeightMatters) {
  for (const auto kind : {ZeroPointKind::kMidRise, ZeroPointKind::kMidTread}) {
    const CodeGrid grid{8, kind};
    EXPECT_EQ(SearchWithinBounds(grid, std::vector<float>{0, 0}, {})->delta(), 0);
    EXPECT_EQ(SearchWithinBounds(grid, std::vector<float>{2}, std::vector<float>{0})->delta(), 0);
    EXPECT_EQ(SearchWithinBounds(grid, std::vector<float>{2, 0}, std::vector<float>{0, 1})->delta(),
              0);
  }
}

}  // namespace
}  // namespace palimpsest
