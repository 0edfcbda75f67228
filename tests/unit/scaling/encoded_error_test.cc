#include "common/scaling/encoded_error.h"

#include <cstdint>
#include <vector>

#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

double SquaredDifference(float a, double b) { return (a - b) * (a - b); }

TEST(EncodedErrorTest, MeasuresTheErrorThatTheEncoderLeaves) {
  const std::vector<float> weights = GaussianSample(1000);
  std::vector<float> importance(1000, 1.0f);
  importance[3] = 5;
  ScalingInput input = Input(weights, Memory(4, 4));
  input.importance = importance;
  const ScaleChoice choice{0.25, 7.5};
  const auto encoded = EncodedError::OfAllTiles(input);
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  EXPECT_EQ(encoded->tile_count(), 125);
  EXPECT_DOUBLE_EQ(encoded->Measure(choice)->error, ErrorAfterEncoding(input, choice));
}

TEST(EncodedErrorTest, FitsDeltaToTheCodesThatTheEncoderChose) {
  const std::vector<float> weights = GaussianSample(1000);
  const ScalingInput input = Input(weights, Memory(8, 8));
  const ScaleChoice choice{0.02, 127.5};
  const auto measurement = EncodedError::OfAllTiles(input)->Measure(choice);
  ASSERT_TRUE(measurement.ok()) << measurement.status();
  double power = 0;
  for (const float weight : weights) power += SquaredDifference(weight, 0);
  EXPECT_NEAR(power - 2 * choice.delta * measurement->fit.cross +
                  choice.delta * choice.delta * measurement->fit.power,
              measurement->error, 1e-4 * measurement->error);
}

TEST(EncodedErrorTest, SamplesAsManyTilesAsItMay) {
  const std::vector<float> weights = GaussianSample(1000);
  const ScalingInput input = Input(weights, Memory(4, 4));
  const ScaleChoice choice{0.25, 7.5};
  EXPECT_EQ(EncodedError::OfSample(input, 1000)->tile_count(), 125);
  const auto sample = EncodedError::OfSample(input, 30);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->tile_count(), 30);
  // Tiles do not depend on each other, so that the sample has about its share of the error.
  const double share = 30.0 / 125 * ErrorAfterEncoding(input, choice);
  EXPECT_NEAR(sample->Measure(choice)->error, share, 0.25 * share);
}

TEST(EncodedErrorTest, DrawsTheSampleWithTheSeedOfTheEncoder) {
  const std::vector<float> weights = GaussianSample(1000);
  // One start from owner bits: the seed has no other effect than the choice of tiles.
  ScalingInput input = Input(weights, Memory(4, 4));
  input.encoder.starts = 1;
  const auto error_at_seed = [&](uint64_t seed) {
    input.encoder.seed = seed;
    return EncodedError::OfSample(input, 20)->Measure({0.25, 7.5})->error;
  };
  EXPECT_EQ(error_at_seed(1), error_at_seed(1));
  EXPECT_NE(error_at_seed(1), error_at_seed(2));
}

TEST(EncodedErrorTest, RefusesBadEncoderOptionsAndChoices) {
  const std::vector<float> weights{1, 2};
  ScalingInput input = Input(weights, Memory(4, 4));
  EXPECT_EQ(EncodedError::OfAllTiles(input)->Measure({0, 7.5}).status().code(),
            absl::StatusCode::kInvalidArgument);
  input.encoder.starts = 0;
  EXPECT_EQ(EncodedError::OfAllTiles(input).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace palimpsest
