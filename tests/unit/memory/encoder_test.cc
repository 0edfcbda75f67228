#include "common/memory/encoder.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

const Scale kUnitScale{{2 * 2.7f / 256}, {127.5f}};

// Of a tensor of so many weights.
Encoder MakeEncoder(size_t weight_count, const MemoryOptions& memory = {},
                    const EncoderOptions& options = {}) {
  return *Encoder::Create(PlanOf(memory, static_cast<int64_t>(weight_count), kUnitScale), options);
}

EncodedTiles EncodeAll(const std::vector<float>& weights, const EncoderOptions& options = {}) {
  return *MakeEncoder(weights.size(), {}, options).EncodeAll({weights});
}

void ExpectSame(const EncodedTiles& a, const EncodedTiles& b) {
  EXPECT_EQ(a.tiles, b.tiles);
  EXPECT_EQ(a.codes, b.codes);
  EXPECT_EQ(a.choices, b.choices);
  EXPECT_EQ(a.error, b.error);
}

TEST(EncoderTest, RefusesBadOptionsNamingThem) {
  EncoderOptions options;
  options.starts = 0;
  const absl::StatusOr<Encoder> bad_options = Encoder::Create(PlanOf({}, 1, kUnitScale), options);
  EXPECT_EQ(bad_options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(bad_options.status().message()), HasSubstr("starts is 0"));
}

TEST(EncoderTest, TheResultDoesNotDependOnTheNumberOfThreads) {
  const std::vector<float> weights = StratifiedGaussian(16 * 300 + 5);
  EncoderOptions options;
  const EncodedTiles one = EncodeAll(weights, options);
  for (const int threads : {2, 3, 7, 64}) {
    options.threads = threads;
    ExpectSame(EncodeAll(weights, options), one);
  }
}

TEST(EncoderTest, SomeTilesInAnyOrderAreAsInTheWholeGroup) {
  const std::vector<float> weights = StratifiedLaplacian(16 * 100 + 3);
  for (const Pairing pairing : {Pairing::kWithinLayer, Pairing::kRandom}) {
    MemoryOptions memory;
    memory.pairing = pairing;
    const Encoder encoder = MakeEncoder(weights.size(), memory);
    const EncodedTiles whole = *encoder.EncodeAll({weights});
    const std::vector<int64_t> asked = {100, 3, 0, 57, 3};
    const EncodedTiles some = *encoder.Encode({weights}, asked);
    EXPECT_EQ(some.tiles, asked);
    for (size_t i = 0; i < asked.size(); ++i) {
      const size_t tile = static_cast<size_t>(asked[i]);
      EXPECT_EQ(some.choices[i], whole.choices[tile]);
      EXPECT_EQ(some.error[i], whole.error[tile]);
      for (size_t word = 0; word < 16; ++word) {
        EXPECT_EQ(some.codes[16 * i + word], whole.codes[16 * tile + word]);
      }
    }
  }
}

// Error feedback changes the weights that are not encoded yet, retraining all that are not frozen.
TEST(EncoderTest, WeightsMayChangeBetweenTheCallsOfASession) {
  std::vector<float> weights = StratifiedGaussian(48);
  const Encoder encoder = MakeEncoder(weights.size());
  const std::vector<int64_t> second = {1};
  const EncodedTiles before = *encoder.Encode({weights}, second);
  weights[3] = std::numeric_limits<float>::infinity();  // of a tile that is not asked for
  ExpectSame(*encoder.Encode({weights}, second), before);
  weights[17] += 0.3f;
  EXPECT_NE(encoder.Encode({weights}, second)->codes, before.codes);
}

TEST(EncoderTest, TheSeedChangesTheRandomStartsOnly) {
  const std::vector<float> weights = StratifiedGaussian(16 * 50);
  EncoderOptions first;
  EncoderOptions second;
  second.seed = 2;
  EXPECT_NE(EncodeAll(weights, first).codes, EncodeAll(weights, second).codes);
  first.starts = second.starts = 1;
  EXPECT_EQ(EncodeAll(weights, first).codes, EncodeAll(weights, second).codes);
}

// Which other tensors a network has, in which order, and which of them are excluded, is no matter.
TEST(EncoderTest, ATensorsCodesDependOnItsNameAlone) {
  const std::vector<float> weights = StratifiedGaussian(16 * 50);
  const auto codes = [&](const std::string& name) {
    const MemoryPlan plan = *MemoryPlan::Create({}, {{name, {800}, kUnitScale, nullptr}});
    return Encoder::Create(plan, {})->EncodeAll({weights})->codes;
  };
  EXPECT_EQ(codes("conv2.weight"), codes("conv2.weight"));
  EXPECT_NE(codes("conv1.weight"), codes("conv2.weight"));
}

TEST(EncoderTest, TheErrorIsThatOfTheDecodedWeights) {
  const std::vector<float> weights = StratifiedGaussian(16 * 10 - 7);
  std::vector<float> importance;
  for (size_t i = 0; i < weights.size(); ++i) {
    importance.push_back(static_cast<float>(i % 5) / 4);
  }
  const MemoryPlan plan = PlanOf({}, static_cast<int64_t>(weights.size()), kUnitScale, importance);
  const EncodedTiles encoded = *Encoder::Create(plan, {})->EncodeAll({weights});
  const std::vector<float> decoded = Decoded(plan, encoded);
  for (size_t tile = 0; tile < encoded.tiles.size(); ++tile) {
    double error = 0;
    for (int word = 0; word < 16; ++word) {
      const WeightPosition weight = plan.WeightAt(encoded.tiles[tile], word);
      if (weight.is_padding()) continue;
      const size_t i = static_cast<size_t>(weight.index);
      error += importance[i] * std::pow(static_cast<double>(weights[i]) - decoded[i], 2);
    }
    EXPECT_NEAR(encoded.error[tile], error, 1e-12);
  }
}

TEST(EncoderTest, ImportantWeightsGetTheSmallerError) {
  const std::vector<float> weights = StratifiedGaussian(16 * 200);
  std::vector<float> importance(weights.size(), 0.01f);
  for (size_t i = 0; i < importance.size(); i += 4) importance[i] = 1;
  const MemoryPlan plan = PlanOf({}, static_cast<int64_t>(weights.size()), kUnitScale, importance);
  const std::vector<float> decoded =
      Decoded(plan, *Encoder::Create(plan, {})->EncodeAll({weights}));
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
  const MemoryPlan plan = PlanOf({}, static_cast<int64_t>(weights.size()), scale);
  const std::vector<float> decoded =
      Decoded(plan, *Encoder::Create(plan, {})->EncodeAll({weights}));
  double coarse = 0;  // in code units
  double fine = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const float delta = scale.delta[i / 8];
    (i / 8 % 2 == 0 ? coarse : fine) += std::pow((weights[i] - decoded[i]) / delta, 2);
  }
  EXPECT_LT(coarse, fine / 4);
}

TEST(EncoderTest, DequantizingSomeTilesLeavesOtherWeightsAlone) {
  const std::vector<float> weights = StratifiedGaussian(48);
  const Encoder encoder = MakeEncoder(weights.size());
  const std::vector<int64_t> second = {1};
  const EncodedTiles encoded = *encoder.Encode({weights}, second);
  std::vector<float> decoded(weights.size(), 77);
  ASSERT_TRUE(DequantizeTiles(encoder.plan(), encoded, {absl::MakeSpan(decoded)}).ok());
  for (size_t i = 0; i < decoded.size(); ++i) {
    if (i < 16 || i >= 32) {
      EXPECT_EQ(decoded[i], 77);
    } else {
      EXPECT_EQ(decoded[i], kUnitScale.channel(0).ValueOf(encoded.codes[i - 16]));
    }
  }
}

TEST(EncoderTest, DequantizingRefusesPartsThatDoNotFit) {
  const std::vector<float> weights = StratifiedGaussian(48);
  const Encoder encoder = MakeEncoder(weights.size());
  const EncodedTiles good = *encoder.EncodeAll({weights});
  std::vector<float> decoded(weights.size());
  const auto status = [&](const EncodedTiles& encoded, size_t size) {
    return DequantizeTiles(encoder.plan(), encoded, {absl::MakeSpan(decoded).subspan(0, size)})
        .code();
  };
  EXPECT_EQ(status(good, 48), absl::StatusCode::kOk);
  EXPECT_EQ(status(good, 47), absl::StatusCode::kInvalidArgument);
  EncodedTiles bad = good;
  bad.tiles[1] = 3;
  EXPECT_EQ(status(bad, 48), absl::StatusCode::kInvalidArgument);
  bad = good;
  bad.codes.pop_back();
  EXPECT_EQ(status(bad, 48), absl::StatusCode::kInvalidArgument);
}

TEST(EncoderTest, ATensorWithoutWeightsHasNoTiles) {
  const std::vector<float> none;
  const absl::StatusOr<EncodedTiles> encoded = MakeEncoder(0).EncodeAll({none});
  ASSERT_TRUE(encoded.ok()) << encoded.status();
  EXPECT_TRUE(encoded->tiles.empty());
}

// Two layers that share every tile, of different scales and lengths.
class EncoderAcrossLayersTest : public testing::Test {
 protected:
  EncoderAcrossLayersTest() {
    for (float& weight : fine_) weight *= 0.125f;
    memory_.pairing = Pairing::kAcrossLayers;
  }

  MemoryPlan Plan() const {
    return *MemoryPlan::Create(
        memory_, {{"fine", {static_cast<int64_t>(fine_.size())}, fine_scale_, nullptr},
                  {"coarse", {static_cast<int64_t>(coarse_.size())}, kUnitScale, nullptr}});
  }

  MemoryOptions memory_;
  std::vector<float> fine_ = StratifiedGaussian(8 * 100 + 3);
  const std::vector<float> coarse_ = StratifiedGaussian(8 * 150);
  const Scale fine_scale_{{0.125f * kUnitScale.delta[0]}, {127.5f}};
};

TEST_F(EncoderAcrossLayersTest, TheErrorOfATileIsThatOfBothTensorsInWeightUnits) {
  const MemoryPlan plan = Plan();
  const EncodedTiles encoded = *Encoder::Create(plan, {})->EncodeAll({fine_, coarse_});
  std::vector<float> fine(fine_.size()), coarse(coarse_.size());
  ASSERT_TRUE(DequantizeTiles(plan, encoded, {absl::MakeSpan(fine), absl::MakeSpan(coarse)}).ok());
  for (size_t tile = 0; tile < encoded.tiles.size(); ++tile) {
    double error = 0;
    for (int word = 0; word < 16; ++word) {
      const WeightPosition at = plan.WeightAt(static_cast<int64_t>(tile), word);
      if (at.is_padding()) continue;
      const size_t i = static_cast<size_t>(at.index);
      const double difference =
          at.tensor == 0 ? double{fine_[i]} - fine[i] : double{coarse_[i]} - coarse[i];
      error += difference * difference;
    }
    EXPECT_NEAR(encoded.error[tile], error, 1e-12);
  }
  // The coarse layer's errors count 64 times as much, so in code units they are the smaller ones.
  double fine_error = 0;
  double coarse_error = 0;
  for (size_t i = 0; i < 800; ++i) {
    fine_error += std::pow((fine_[i] - fine[i]) / 0.125, 2);
    coarse_error += std::pow(coarse_[i] - coarse[i], 2);
  }
  EXPECT_LT(coarse_error, fine_error / 4);
}

TEST_F(EncoderAcrossLayersTest, TilesDoNotDependOnThreadsOrOrder) {
  EncoderOptions options;
  const EncodedTiles one = *Encoder::Create(Plan(), options)->EncodeAll({fine_, coarse_});
  options.threads = 5;
  const Encoder encoder = *Encoder::Create(Plan(), options);
  ExpectSame(*encoder.EncodeAll({fine_, coarse_}), one);
  const EncodedTiles some = *encoder.Encode({fine_, coarse_}, {100, 2});
  EXPECT_EQ(some.error[0], one.error[100]);
  EXPECT_EQ(some.error[1], one.error[2]);
}

// Without shared bits there is little to do for a weight, so there must be little to keep.
class EncoderWithoutSharingTest : public testing::Test {
 protected:
  EncoderWithoutSharingTest() {
    memory_.bits = 3;
    memory_.shared_bits = 0;
  }

  MemoryOptions memory_;
};

TEST_F(EncoderWithoutSharingTest, EveryWeightGetsItsNearestCode) {
  const std::vector<float> weights = {-9, -0.6f, 0.1f, 1.2f, 9};
  const MemoryPlan plan = PlanOf(memory_, 5, Scale{{0.5f}, {3.5f}});
  EncodedTiles encoded = *Encoder::Create(plan, {})->EncodeAll({weights});
  encoded.codes.resize(weights.size());  // a block, the rest of which is padding
  EXPECT_EQ(encoded.codes, (std::vector<uint8_t>{0, 2, 4, 6, 7}));
}

TEST_F(EncoderWithoutSharingTest, KeepsNoMoreThanTwoBytesAWeightBesideTheCodes) {
  const std::vector<float> weights(100000, 0.25f);
  const MemoryPlan plan = PlanOf(memory_, 100000, Scale{{0.5f}, {3.5f}});
  const EncodedTiles encoded = *Encoder::Create(plan, {})->EncodeAll({weights});
  EXPECT_EQ(encoded.codes.size(), weights.size());
  EXPECT_TRUE(encoded.choices.empty());
  const size_t bytes =
      sizeof(int64_t) * encoded.tiles.capacity() + sizeof(double) * encoded.error.capacity();
  EXPECT_LE(bytes, 2 * weights.size());
}

TEST(EncoderStopTest, AStopEndsItAfterAFewTiles) {
  // Says yes when asked for the third time.
  class ThirdTime final : public StopSource {
   public:
    bool stop_requested() const override { return ++asked_ >= 3; }

   private:
    mutable std::atomic<int> asked_{0};
  };
  const std::vector<float> weights = StratifiedGaussian(16 * 1000);
  const Encoder encoder = MakeEncoder(weights.size());
  EncodedTiles encoded = *encoder.EncodeAll({weights});
  const ThirdTime stop;
  EXPECT_EQ(encoder.EncodeAll({weights}, stop).status().code(), absl::StatusCode::kCancelled);
  StopSwitch now;
  now.RequestStop();
  std::vector<float> decoded(weights.size(), 77);
  EXPECT_EQ(DequantizeTiles(encoder.plan(), encoded, {absl::MakeSpan(decoded)}, now).code(),
            absl::StatusCode::kCancelled);
  EXPECT_EQ(decoded[0], 77);
}

class EncoderRefusalTest : public testing::Test {
 protected:
  void ExpectRefused(const std::vector<float>& weights, const std::vector<int64_t>& tiles,
                     const char* what) {
    const absl::StatusOr<EncodedTiles> encoded = MakeEncoder(20).Encode({weights}, tiles);
    EXPECT_EQ(encoded.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(encoded.status().message()), HasSubstr(what));
  }

  const std::vector<float> good_ = std::vector<float>(20, 0.5f);
};

TEST_F(EncoderRefusalTest, WeightsThatAreNotFinite) {
  for (const float bad : {kNan, kInfinity, -kInfinity}) {
    std::vector<float> weights = good_;
    weights[7] = bad;
    ExpectRefused(weights, {0}, "conv1.weight: weight 7");
  }
}

TEST_F(EncoderRefusalTest, WeightsOfAnotherSize) {
  ExpectRefused(std::vector<float>(19, 1), {0}, "19 weights instead of 20");
}

TEST_F(EncoderRefusalTest, TilesThatAreNotThere) {
  ExpectRefused(good_, {0, 2}, "tile 2 of a group of 2 tiles");
  ExpectRefused(good_, {-1}, "tile -1");
}

}  // namespace
}  // namespace palimpsest
