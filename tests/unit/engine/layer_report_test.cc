#include "server/engine/layer_report.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(LayerReportTest, FiguresAreThoseOfAHandMadeLayer) {
  const std::vector<float> weights = {-3, -1, 1, 3};
  const std::vector<float> decoded = {-1.5, -0.5, 0.5, 1.5};
  const Scale scale = {{1.0f}, {1.5f}};
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 0;
  const v1::LayerResult result = MakeLayerResult({"fc.weight", weights, decoded, scale, memory,
                                                  /*encoder_starts=*/1, absl::Milliseconds(1500)});
  EXPECT_EQ(result.name(), "fc.weight");
  EXPECT_EQ(result.weights(), 4);
  EXPECT_DOUBLE_EQ(result.alpha(), 1.5);
  EXPECT_DOUBLE_EQ(result.delta(), 1);
  EXPECT_DOUBLE_EQ(result.alpha_over_max(), 0.5);
  EXPECT_NEAR(result.alpha_over_sigma(), 1.5 / std::sqrt(5.0), 1e-12);
  EXPECT_DOUBLE_EQ(result.clipped_fraction(), 0.5);
  EXPECT_NEAR(result.mse(), (2.25 + 0.25) / 2, 1e-12);
  EXPECT_NEAR(result.sqnr_db(), 10 * std::log10(4.0), 1e-9);
  EXPECT_EQ(result.cells(), 8);
  EXPECT_EQ(result.padding_words(), 0);
  EXPECT_DOUBLE_EQ(result.capacity_factor(), 1);
  EXPECT_EQ(result.encode_time().seconds(), 1);
  EXPECT_EQ(result.encode_time().nanos(), 500000000);
}

TEST(LayerReportTest, ChannelsAreAveragedAndClippedByTheirOwnRange) {
  const std::vector<float> weights = {-3, 3, -0.1f, 0.1f};
  const Scale scale = {{2.0f, 0.1f}, {1.5f, 1.5f}};
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 0;
  const v1::LayerResult result =
      MakeLayerResult({"fc.weight", weights, weights, scale, memory, 1, absl::ZeroDuration()});
  EXPECT_NEAR(result.alpha(), (3.0 + 0.15) / 2, 1e-6);
  EXPECT_DOUBLE_EQ(result.clipped_fraction(), 0);
}

TEST(LayerReportTest, AnAllZeroLayerHasFiniteRatios) {
  const std::vector<float> weights(4, 0.0f);
  const Scale scale = {{1.0f}, {1.5f}};
  MemoryOptions memory;
  const v1::LayerResult result =
      MakeLayerResult({"fc.weight", weights, weights, scale, memory, 1, absl::ZeroDuration()});
  EXPECT_EQ(result.alpha_over_sigma(), 0);
  EXPECT_EQ(result.alpha_over_max(), 0);
  EXPECT_EQ(result.padding_words(), 12);
}

}  // namespace
}  // namespace palimpsest
