#include "common/memory/encoder.h"

#include <cmath>
#include <limits>
#include <vector>

#include "common/base/random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Encoder MakeEncoder(const MemoryOptions& memory, const EncoderOptions& options = {}) {
  return *Encoder::Create(memory, options);
}

const Scale kUnitScale{{2 * 2.7f / 256}, {127.5f}};

void ExpectSame(const EncodedTiles& a, const EncodedTiles& b) {
  EXPECT_EQ(a.tiles, b.tiles);
  EXPECT_EQ(a.codes, b.codes);
  EXPECT_EQ(a.rotations, b.rotations);
  EXPECT_EQ(a.error, b.error);
}

TEST(EncoderTest, RefusesBadOptionsNamingThem) {
  MemoryOptions memory;
  memory.bits = 9;
  const absl::StatusOr<Encoder> bad_memory = Encoder::Create(memory, {});
  EXPECT_EQ(bad_memory.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(bad_memory.status().message()), HasSubstr("bits is 9"));
  EncoderOptions options;
  options.starts = 0;
  const absl::StatusOr<Encoder> bad_options = Encoder::Create({}, options);
  EXPECT_EQ(bad_options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(bad_options.status().message()), HasSubstr("starts is 0"));
}

TEST(EncoderTest, TheResultDoesNotDependOnTheNumberOfThreads) {
  const std::vector<float> weights = StratifiedGaussian(16 * 300 + 5);
  EncoderOptions options;
  const EncodedTiles one = *MakeEncoder({}, options).EncodeLayer(weights, {}, kUnitScale);
  for (const int threads : {2, 3, 7, 64}) {
    options.threads = threads;
    ExpectSame(*MakeEncoder({}, options).EncodeLayer(weights, {}, kUnitScale), one);
  }
}

TEST(EncoderTest, SomeTilesInAnyOrderAreAsInTheWholeLayer) {
  const std::vector<float> weights = StratifiedLaplacian(16 * 100 + 3);
  for (const Pairing pairing : {Pairing::kWithinLayer, Pairing::kRandom}) {
    MemoryOptions memory;
    memory.pairing = pairing;
    const Encoder encoder = MakeEncoder(memory);
    const EncodedTiles whole = *encoder.EncodeLayer(weights, {}, kUnitScale);
    const std::vector<int64_t> asked = {100, 3, 0, 57, 3};
    const EncodedTiles some = *encoder.EncodeTiles(weights, {}, kUnitScale, asked);
    EXPECT_EQ(some.tiles, asked);
    for (size_t i = 0; i < asked.size(); ++i) {
      const size_t tile = static_cast<size_t>(asked[i]);
      EXPECT_EQ(some.rotations[i], whole.rotations[tile]);
      EXPECT_EQ(some.error[i], whole.error[tile]);
      for (size_t word = 0; word < 16; ++word) {
        EXPECT_EQ(some.codes[16 * i + word], whole.codes[16 * tile + word]);
      }
    }
  }
}

TEST(EncoderTest, TheSeedChangesTheRandomStartsOnly) {
  const std::vector<float> weights = StratifiedGaussian(16 * 50);
  EncoderOptions first;
  EncoderOptions second;
  second.seed = 2;
  EXPECT_NE(MakeEncoder({}, first).EncodeLayer(weights, {}, kUnitScale)->codes,
            MakeEncoder({}, second).EncodeLayer(weights, {}, kUnitScale)->codes);
  first.starts = second.starts = 1;
  EXPECT_EQ(MakeEncoder({}, first).EncodeLayer(weights, {}, kUnitScale)->codes,
            MakeEncoder({}, second).EncodeLayer(weights, {}, kUnitScale)->codes);
}

// Guards the promise that every machine finds the same codes, and stored results.
TEST(EncoderTest, TheCodesOfASeedNeverChange) {
  Random random(/*seed=*/11);
  std::vector<float> weights;
  for (int i = 0; i < 16 * 64; ++i) {
    weights.push_back(static_cast<float>(random.Uniform() + random.Uniform() - 1) * 3);
  }
  const EncodedTiles encoded = *MakeEncoder({}).EncodeLayer(weights, {}, kUnitScale);
  uint64_t digest = 0;
  for (const uint8_t code : encoded.codes) digest = Mix64(digest ^ code);
  EXPECT_EQ(digest, 16648321847516830926u);
}

TEST(EncoderTest, TheErrorIsThatOfTheDecodedWeights) {
  const std::vector<float> weights = StratifiedGaussian(16 * 10 - 7);
  std::vector<float> importance;
  for (size_t i = 0; i < weights.size(); ++i) {
    importance.push_back(static_cast<float>(i % 5) / 4);
  }
  const Encoder encoder = MakeEncoder({});
  const EncodedTiles encoded = *encoder.EncodeLayer(weights, importance, kUnitScale);
  std::vector<float> decoded(weights.size());
  DequantizeTiles(encoder, encoded, kUnitScale, absl::MakeSpan(decoded));
  for (size_t tile = 0; tile < encoded.tiles.size(); ++tile) {
    double error = 0;
    for (const int64_t weight :
         encoder.WeightsOfTile(encoded.tiles[tile], static_cast<int64_t>(weights.size()))) {
      if (weight < 0) continue;
      const size_t i = static_cast<size_t>(weight);
      error += importance[i] * std::pow(static_cast<double>(weights[i]) - decoded[i], 2);
    }
    EXPECT_NEAR(encoded.error[tile], error, 1e-12);
  }
}

TEST(EncoderTest, ImportantWeightsGetTheSmallerError) {
  const std::vector<float> weights = StratifiedGaussian(16 * 200);
  std::vector<float> importance(weights.size(), 0.01f);
  for (size_t i = 0; i < importance.size(); i += 4) importance[i] = 1;
  const Encoder encoder = MakeEncoder({});
  std::vector<float> decoded(weights.size());
  DequantizeTiles(encoder, *encoder.EncodeLayer(weights, importance, kUnitScale), kUnitScale,
                  absl::MakeSpan(decoded));
  double important = 0;
  double other = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    (i % 4 == 0 ? important : other) += std::pow(weights[i] - decoded[i], 2);
  }
  EXPECT_LT(important, other / 3 / 4);  // a mean four times smaller
}

// Channels of different scales meet in a tile; their errors count in weight units.
TEST(EncoderTest, WordsOfCoarserChannelsWeighMore) {
  std::vector<float> weights = StratifiedGaussian(16 * 200);
  // A channel is eight weights, so each tile has one as rows and the next as columns.
  Scale scale;
  for (size_t channel = 0; channel < weights.size() / 8; ++channel) {
    const float size = channel % 2 == 0 ? 1.0f : 0.125f;
    for (size_t i = 0; i < 8; ++i) weights[8 * channel + i] *= size;
    scale.delta.push_back(size * kUnitScale.delta[0]);
    scale.zero_point.push_back(127.5f);
  }
  const Encoder encoder = MakeEncoder({});
  const EncodedTiles encoded = *encoder.EncodeLayer(weights, {}, scale);
  std::vector<float> decoded(weights.size());
  DequantizeTiles(encoder, encoded, scale, absl::MakeSpan(decoded));
  double coarse = 0;  // in code units
  double fine = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const float delta = scale.delta[i / 8];
    (i / 8 % 2 == 0 ? coarse : fine) += std::pow((weights[i] - decoded[i]) / delta, 2);
  }
  EXPECT_LT(coarse, fine / 4);
}

TEST(EncoderTest, ReportsWhichWeightsATileHolds) {
  const Encoder encoder = MakeEncoder({});
  EXPECT_EQ(encoder.tile_count(0), 0);
  EXPECT_EQ(encoder.tile_count(16), 1);
  EXPECT_EQ(encoder.tile_count(17), 2);
  const std::vector<int64_t> last = encoder.WeightsOfTile(1, 18);
  ASSERT_EQ(last.size(), 16u);
  EXPECT_EQ(last[0], 16);
  EXPECT_EQ(last[1], 17);
  for (size_t word = 2; word < 16; ++word) EXPECT_EQ(last[word], -1);
}

TEST(EncoderTest, DequantizingSomeTilesLeavesOtherWeightsAlone) {
  const std::vector<float> weights = StratifiedGaussian(48);
  const Encoder encoder = MakeEncoder({});
  const std::vector<int64_t> second = {1};
  const EncodedTiles encoded = *encoder.EncodeTiles(weights, {}, kUnitScale, second);
  std::vector<float> decoded(weights.size(), 77);
  DequantizeTiles(encoder, encoded, kUnitScale, absl::MakeSpan(decoded));
  for (size_t i = 0; i < decoded.size(); ++i) {
    if (i < 16 || i >= 32) {
      EXPECT_EQ(decoded[i], 77);
    } else {
      EXPECT_EQ(decoded[i], Dequantize(encoded.codes[i - 16], kUnitScale.delta[0], 127.5f));
    }
  }
}

TEST(EncoderTest, ALayerWithoutWeightsHasNoTiles) {
  const absl::StatusOr<EncodedTiles> encoded = MakeEncoder({}).EncodeLayer({}, {}, kUnitScale);
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  EXPECT_TRUE(encoded->tiles.empty());
}

TEST(EncoderTest, WithoutSharedBitsEveryWeightGetsItsNearestCode) {
  MemoryOptions memory;
  memory.bits = 3;
  memory.shared_bits = 0;
  const std::vector<float> weights = {-9, -0.6f, 0.1f, 1.2f, 9};
  const EncodedTiles encoded = *MakeEncoder(memory).EncodeLayer(weights, {}, Scale{{0.5f}, {3.5f}});
  EXPECT_EQ(encoded.codes, (std::vector<uint8_t>{0, 2, 4, 6, 7}));
}

class EncoderRefusalTest : public testing::Test {
 protected:
  void ExpectRefused(const std::vector<float>& weights, const std::vector<float>& importance,
                     const Scale& scale, const std::vector<int64_t>& tiles, const char* what) {
    const absl::StatusOr<EncodedTiles> encoded =
        MakeEncoder({}).EncodeTiles(weights, importance, scale, tiles);
    EXPECT_EQ(encoded.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(encoded.status().message()), HasSubstr(what));
  }

  const std::vector<float> good_ = std::vector<float>(20, 0.5f);
};

TEST_F(EncoderRefusalTest, WeightsThatAreNotFinite) {
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    std::vector<float> weights = good_;
    weights[7] = bad;
    ExpectRefused(weights, {}, kUnitScale, {0}, "weight 7");
  }
}

TEST_F(EncoderRefusalTest, ImportanceThatIsNegativeOrNotFiniteOrDoesNotFit) {
  for (const float bad : {kNan, kInfinity, -1.0f}) {
    std::vector<float> importance(20, 1);
    importance[9] = bad;
    ExpectRefused(good_, importance, kUnitScale, {0}, "importance 9");
  }
  ExpectRefused(good_, std::vector<float>(19, 1), kUnitScale, {0}, "19 values for 20 weights");
}

TEST_F(EncoderRefusalTest, ScalesThatAreNotPositiveOrDoNotFit) {
  for (const float bad : {0.0f, -1.0f, kNan, kInfinity}) {
    ExpectRefused(good_, {}, Scale{{bad}, {0}}, {0}, "delta of channel 0");
  }
  ExpectRefused(good_, {}, Scale{{1, 1}, {0, kNan}}, {0}, "zero point of channel 1");
  ExpectRefused(good_, {}, Scale{{}, {}}, {0}, "0 deltas");
  ExpectRefused(good_, {}, Scale{{1, 1}, {0}}, {0}, "2 deltas and 1 zero points");
  ExpectRefused(good_, {}, Scale{{1, 1, 1}, {0, 0, 0}}, {0}, "3 deltas");
}

TEST_F(EncoderRefusalTest, TilesThatAreNotThere) {
  ExpectRefused(good_, {}, kUnitScale, {0, 2}, "tile 2 of a layer of 2 tiles");
  ExpectRefused(good_, {}, kUnitScale, {-1}, "tile -1");
}

}  // namespace
}  // namespace palimpsest
