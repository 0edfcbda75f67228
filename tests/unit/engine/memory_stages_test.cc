#include "server/engine/memory_stages.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/job/spec_defaults.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/layer_records.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

// Two layers of normally distributed weights, not trained by anybody.
class MemoryStagesTest : public ::testing::Test {
 protected:
  MemoryStagesTest() {
    v1::RunJob request;
    v1::JobSpec& spec = *request.mutable_spec();
    spec.mutable_scaling()->set_strategy("min_max");
    spec.mutable_encoder()->set_starts(1);
    spec.set_equal_capacity_baseline(true);
    for (const double portion : {0.5, 1.0}) {
      spec.mutable_retraining()->mutable_portions()->add_values(portion);
    }
    FillDefaults(spec);
    setup_.request = request;
    setup_.weights = {{"conv.weight", {4, 3, 5, 5}}, {"fc.weight", {10, 40}}};
    Random random(1);
    for (const WeightInfo& weight : setup_.weights) {
      NamedTensor tensor = {weight.name, weight.shape, {}};
      for (int64_t i = 0; i < weight.count(); ++i) {
        tensor.values.push_back(static_cast<float>(random.Uniform() - 0.5));
      }
      state_.float_network.push_back(std::move(tensor));
    }
    state_.network = state_.float_network;
    state_.record.set_memory(v1::RunRecord::OVERLAPPED);
  }

  StageIo Io() { return {progress_, events_, SteadyNow(), /*max_steps=*/1}; }

  // Applies a stage to the state.
  template <typename Stage>
  absl::Status Apply(Stage stage) {
    StageIo io = Io();
    absl::StatusOr<RunState> next = stage(setup_, io, state_);
    if (next.ok()) state_ = *std::move(next);
    return next.status();
  }

  int64_t FrozenCount(size_t layer) {
    return (*RestoreLayers(setup_, state_.record))[layer].frozen_count();
  }

  JobSetup setup_;
  RunState state_;
  RecordingEvents events_;
  const RealClock clock_;
  ProgressTracker progress_{WorkPlan(), clock_, events_};
};

TEST_F(MemoryStagesTest, EncodingAllChangesTheNetworkAndReportsButFreezesNothing) {
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(EncodeAll).ok());
  ASSERT_EQ(state_.record.result().layers_size(), 2);
  EXPECT_EQ(state_.record.result().layers(0).name(), "conv.weight");
  EXPECT_GT(state_.record.result().layers(0).sqnr_db(), 10);
  EXPECT_NE(state_.network[0].values, state_.float_network[0].values);
  EXPECT_EQ(FrozenCount(0), 0);
}

TEST_F(MemoryStagesTest, WithoutOverlapNothingIsReported) {
  state_.record.set_memory(v1::RunRecord::NO_OVERLAP);
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(EncodeAll).ok());
  EXPECT_EQ(state_.record.result().layers_size(), 0);
}

TEST_F(MemoryStagesTest, PortionsFreezeMoreAndMoreAndTheImageIsTheNetwork) {
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(FreezeNextPortion).ok());
  const int64_t tiles = (*RestoreLayers(setup_, state_.record))[1].plan().tile_count();
  EXPECT_EQ(FrozenCount(1), std::llround(0.5 * static_cast<double>(tiles)));
  ASSERT_TRUE(Apply(FreezeRest).ok());
  EXPECT_EQ(FrozenCount(1), tiles);
  StageIo io = Io();
  const auto images = MakeVerifiedImage(setup_, io, state_);
  ASSERT_TRUE(images.ok()) << images.status();
  EXPECT_EQ(images->size(), 2u);
  EXPECT_GT(StatsOfImage(*images).capacity_factor(), 1.5);
}

TEST_F(MemoryStagesTest, AnImageThatIsNotTheNetworkIsADefect) {
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(FreezeRest).ok());
  state_.network[1].values[7] = std::nextafter(state_.network[1].values[7], 1.0f);
  const absl::Status status = Apply(VerifyImage);
  EXPECT_TRUE(absl::IsInternal(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("fc.weight"));
}

TEST_F(MemoryStagesTest, TheMemoryOfEqualCapacityIsMeasured) {
  state_.record.set_memory(v1::RunRecord::EQUAL_CAPACITY);
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(EncodeAll).ok());
  ASSERT_TRUE(Apply(FreezeRest).ok());
  ASSERT_TRUE(Apply(VerifyImage).ok());
  const v1::BaselineResult& baseline = state_.record.result().equal_capacity();
  EXPECT_EQ(baseline.bits(), 4);
  EXPECT_EQ(baseline.cells_per_weight(), 4);
  EXPECT_EQ(baseline.layers_size(), 2);
}

TEST_F(MemoryStagesTest, EveryLayerHasTheSettingsOfItsRule) {
  auto& layers = *setup_.request.mutable_spec()->mutable_layers();
  layers["conv"].mutable_memory()->set_bits(6);
  layers["conv"].mutable_memory()->set_shared_bits(4);
  layers["conv"].mutable_encoder()->set_starts(3);
  layers["conv"].mutable_scaling()->set_granularity(v1::ScalingSpec::CHANNEL);
  layers["fc"].mutable_memory()->set_shared_bits(0);
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(EncodeAll).ok());
  ASSERT_TRUE(Apply(FreezeRest).ok());
  EXPECT_EQ(state_.record.layers(0).delta_size(), 4);
  EXPECT_EQ(state_.record.layers(1).delta_size(), 1);
  const v1::LayerResult& conv = state_.record.result().layers(0);
  const v1::LayerResult& fc = state_.record.result().layers(1);
  EXPECT_EQ(conv.bits(), 6);
  EXPECT_EQ(conv.shared_bits(), 4);
  EXPECT_EQ(conv.encoder_starts(), 3);
  EXPECT_EQ(fc.bits(), 8);
  EXPECT_EQ(fc.shared_bits(), 0);
  EXPECT_EQ(fc.encoder_starts(), 1);
  EXPECT_EQ(fc.capacity_factor(), 1);
  StageIo io = Io();
  const auto images = MakeVerifiedImage(setup_, io, state_);
  ASSERT_TRUE(images.ok()) << images.status();
  const MemoryStats stats = StatsOfImage(*images);
  EXPECT_EQ(stats.weights, conv.weights() + fc.weights());
  EXPECT_EQ(stats.total_cells(), conv.cells() + fc.cells());
  EXPECT_EQ(stats.unshared_cells, 6 * conv.weights() + 8 * fc.weights());
}

TEST_F(MemoryStagesTest, EveryLayerHasItsOwnWordsOfEqualCapacity) {
  auto& layers = *setup_.request.mutable_spec()->mutable_layers();
  layers["conv"].mutable_memory()->set_bits(6);
  layers["conv"].mutable_memory()->set_shared_bits(6);
  state_.record.set_memory(v1::RunRecord::EQUAL_CAPACITY);
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  ASSERT_TRUE(Apply(EncodeAll).ok());
  ASSERT_TRUE(Apply(FreezeRest).ok());
  ASSERT_TRUE(Apply(VerifyImage).ok());
  const v1::BaselineResult& baseline = state_.record.result().equal_capacity();
  EXPECT_EQ(baseline.bits(), 0) << "layers differ";
  EXPECT_EQ(baseline.layers(0).bits(), 3);
  EXPECT_EQ(baseline.layers(1).bits(), 4);
  EXPECT_NEAR(baseline.cells_per_weight(), (3 * 300 + 4 * 400) / 700.0, 1e-12);
}

TEST_F(MemoryStagesTest, KeepingOneLayerOrChangingItsSettingsChangesNoCodeOfAnother) {
  setup_.request.mutable_spec()->mutable_encoder()->set_starts(4);
  setup_.request.mutable_spec()->mutable_retraining()->set_order(v1::RetrainingSpec::RANDOM);
  const RunState start = state_;
  const auto codes_of_fc = [this, &start] {
    state_ = start;
    EXPECT_TRUE(Apply(ScaleLayers).ok());
    EXPECT_TRUE(Apply(FreezeNextPortion).ok());
    return state_.record.layers(state_.record.layers_size() - 1).SerializeAsString();
  };
  const std::string both = codes_of_fc();
  (*setup_.request.mutable_spec()->mutable_layers())["conv"].mutable_memory()->set_bits(4);
  (*setup_.request.mutable_spec()->mutable_layers())["conv"].mutable_memory()->set_shared_bits(4);
  EXPECT_EQ(codes_of_fc(), both);
  setup_.weights.erase(setup_.weights.begin());
  EXPECT_EQ(codes_of_fc(), both);
}

TEST_F(MemoryStagesTest, ALayerThatFitsNoMemoryIsNamed) {
  EXPECT_TRUE(CheckLayers(setup_).ok());
  auto& layers = *setup_.request.mutable_spec()->mutable_layers();
  layers["fc"].mutable_memory()->set_bits(2);
  layers["fc"].mutable_memory()->set_shared_bits(2);
  EXPECT_THAT(std::string(CheckLayers(setup_).message()), HasSubstr("fc.weight: "));
  setup_.weights.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(CheckLayers(setup_)));
}

TEST_F(MemoryStagesTest, AStateOfAnotherJobIsRefused) {
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  const RunState good = state_;
  state_.record.mutable_layers(1)->set_name("fc9.weight");
  EXPECT_TRUE(absl::IsDataLoss(Apply(FreezeRest)));
  state_ = good;
  state_.record.mutable_layers()->RemoveLast();
  EXPECT_TRUE(absl::IsDataLoss(Apply(EncodeAll)));
  state_ = good;
  state_.record.mutable_layers(0)->mutable_codes()->pop_back();
  EXPECT_TRUE(absl::IsDataLoss(Apply(FreezeRest)));
  state_ = good;
  state_.network[0].shape = {300};
  EXPECT_TRUE(absl::IsDataLoss(Apply(FreezeRest)));
  state_ = good;
  state_.record.set_portion(2);
  EXPECT_TRUE(absl::IsDataLoss(Apply(FreezeNextPortion)));
}

TEST_F(MemoryStagesTest, ACancelledRunStops) {
  ASSERT_TRUE(Apply(ScaleLayers).ok());
  events_.questions_left = 0;
  EXPECT_TRUE(absl::IsCancelled(Apply(ScaleLayers)));
  EXPECT_TRUE(absl::IsCancelled(Apply(EncodeAll)));
  EXPECT_TRUE(absl::IsCancelled(Apply(FreezeRest)));
}

}  // namespace
}  // namespace palimpsest
