#include "common/retraining/layer_report.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

MemoryPlan TwoBits(const Scale& scale) {
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 0;
  return *MemoryPlan::Create(memory, {{"fc.weight", {4}, scale, nullptr}});
}

TEST(LayerReportTest, FiguresAreThoseOfAHandMadeLayer) {
  const std::vector<float> weights = {-3, -1, 1, 3};
  const std::vector<float> decoded = {-1.5, -0.5, 0.5, 1.5};
  const LayerReport report = *ReportLayer(TwoBits({{1.0f}, {1.5f}}), 0, weights, decoded);
  EXPECT_EQ(report.weights, 4);
  EXPECT_DOUBLE_EQ(report.alpha, 1.5);
  EXPECT_DOUBLE_EQ(report.delta, 1);
  EXPECT_DOUBLE_EQ(report.zero_point, 1.5);
  EXPECT_DOUBLE_EQ(report.alpha_over_max, 0.5);
  EXPECT_NEAR(report.alpha_over_sigma, 1.5 / std::sqrt(5.0), 1e-12);
  EXPECT_DOUBLE_EQ(report.clipped_fraction, 0.5);
  EXPECT_NEAR(report.mse, (2.25 + 0.25) / 2, 1e-12);
  EXPECT_NEAR(report.sqnr_db, 10 * std::log10(4.0), 1e-9);
  EXPECT_EQ(report.memory.total_cells(), 8);
  EXPECT_EQ(report.memory.padding_words(), 0);
  EXPECT_DOUBLE_EQ(report.memory.capacity_factor(), 1);
}

TEST(LayerReportTest, ChannelsAreAveragedAndClippedByTheirOwnRange) {
  const std::vector<float> weights = {-3, 3, -0.1f, 0.1f};
  const LayerReport report =
      *ReportLayer(TwoBits({{2.0f, 0.1f}, {1.5f, 1.5f}}), 0, weights, weights);
  EXPECT_NEAR(report.alpha, (3.0 + 0.15) / 2, 1e-6);
  EXPECT_DOUBLE_EQ(report.clipped_fraction, 0);
}

TEST(LayerReportTest, AnAllZeroLayerHasFiniteRatios) {
  const std::vector<float> weights(4, 0.0f);
  const MemoryPlan plan = *MemoryPlan::Create({}, {{"w", {4}, {{1.0f}, {1.5f}}, nullptr}});
  const LayerReport report = *ReportLayer(plan, 0, weights, weights);
  EXPECT_EQ(report.alpha_over_sigma, 0);
  EXPECT_EQ(report.alpha_over_max, 0);
  EXPECT_EQ(report.memory.padding_words(), 12);
}

TEST(LayerReportTest, AStopEndsIt) {
  StopSwitch stop;
  stop.RequestStop();
  const std::vector<float> weights(4, 0.0f);
  EXPECT_EQ(ReportLayer(TwoBits({{1}, {0}}), 0, weights, weights, stop).status().code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace palimpsest
