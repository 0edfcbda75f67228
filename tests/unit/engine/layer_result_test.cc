#include "server/engine/layer_result.h"

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(LayerResultTest, HasTheFiguresOfTheReport) {
  LayerReport report;
  report.weights = 18;
  report.alpha = 1.5;
  report.delta = 0.25;
  report.zero_point = 7.5;
  report.alpha_over_sigma = 2.7;
  report.alpha_over_max = 0.5;
  report.clipped_fraction = 0.125;
  report.sqnr_db = 21;
  report.mse = 0.75;
  report.memory.weights = 18;
  report.memory.tiles = 2;
  report.memory.words = 32;
  report.memory.data_cells = 128;
  report.memory.metadata_cells = 6;
  report.memory.unshared_cells = 144;
  const v1::LayerResult result = ToLayerResult("fc.weight", report);
  EXPECT_EQ(result.name(), "fc.weight");
  EXPECT_EQ(result.weights(), 18);
  EXPECT_EQ(result.alpha(), 1.5);
  EXPECT_EQ(result.delta(), 0.25);
  EXPECT_EQ(result.zero_point(), 7.5);
  EXPECT_EQ(result.alpha_over_sigma(), 2.7);
  EXPECT_EQ(result.alpha_over_max(), 0.5);
  EXPECT_EQ(result.clipped_fraction(), 0.125);
  EXPECT_EQ(result.sqnr_db(), 21);
  EXPECT_EQ(result.mse(), 0.75);
  EXPECT_EQ(result.tiles(), 2);
  EXPECT_EQ(result.cells(), 134);
  EXPECT_EQ(result.padding_words(), 14);
  EXPECT_DOUBLE_EQ(result.capacity_factor(), 144.0 / 134);
}

}  // namespace
}  // namespace palimpsest
