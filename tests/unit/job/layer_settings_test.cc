#include "common/job/layer_settings.h"

#include "common/job/spec_defaults.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::JobSpec FilledSpec() {
  v1::JobSpec spec;
  spec.mutable_scaling()->set_strategy("sigma");
  (*spec.mutable_scaling()->mutable_parameters())["k"] = 2.5;
  FillDefaults(spec);
  return spec;
}

TEST(LayerSettingsTest, ALayerWithoutARuleHasTheJobsSettings) {
  v1::JobSpec spec = FilledSpec();
  (*spec.mutable_layers())["fc1"].set_keep_floating_point(true);
  const LayerSettings settings = ResolveLayer(spec, "conv1.weight");
  EXPECT_FALSE(settings.keep_floating_point);
  EXPECT_EQ(settings.memory.DebugString(), spec.memory().DebugString());
  EXPECT_EQ(settings.encoder.DebugString(), spec.encoder().DebugString());
  EXPECT_EQ(settings.scaling.DebugString(), spec.scaling().DebugString());
  EXPECT_EQ(settings.order, v1::RetrainingSpec::MAGNITUDE);
}

TEST(LayerSettingsTest, EveryPartOfARuleArrivesAndTheRestIsInherited) {
  v1::JobSpec spec = FilledSpec();
  v1::LayerRule& rule = (*spec.mutable_layers())["fc1"];
  rule.mutable_memory()->set_rotations(false);
  rule.mutable_encoder()->set_starts(7);
  rule.mutable_scaling()->set_granularity(v1::ScalingSpec::CHANNEL);
  rule.mutable_retraining()->set_order(v1::RetrainingSpec::RANDOM);
  const LayerSettings settings = ResolveLayer(spec, "fc1.weight");
  EXPECT_FALSE(settings.memory.rotations());
  EXPECT_EQ(settings.memory.bits(), 8);
  EXPECT_EQ(settings.encoder.starts(), 7);
  EXPECT_EQ(settings.encoder.method(), v1::EncoderSpec::JOINT);
  EXPECT_EQ(settings.scaling.granularity(), v1::ScalingSpec::CHANNEL);
  EXPECT_EQ(settings.scaling.parameters().at("k"), 2.5);
  EXPECT_EQ(settings.order, v1::RetrainingSpec::RANDOM);
}

TEST(LayerSettingsTest, TheLongestKeyWinsFieldByField) {
  v1::JobSpec spec = FilledSpec();
  auto& layers = *spec.mutable_layers();
  layers["fc1.weight"].mutable_memory()->set_bits(4);
  layers["f"].mutable_memory()->set_bits(6);
  layers["f"].mutable_memory()->set_layout(v1::MemorySpec::NIBBLE);
  layers["fc"].mutable_memory()->set_bits(5);
  layers["fc"].set_keep_floating_point(true);
  layers["fc1"].set_keep_floating_point(false);
  const LayerSettings settings = ResolveLayer(spec, "fc1.weight");
  EXPECT_EQ(settings.memory.bits(), 4);
  EXPECT_EQ(settings.memory.layout(), v1::MemorySpec::NIBBLE);
  EXPECT_FALSE(settings.keep_floating_point);
  EXPECT_TRUE(ResolveLayer(spec, "fc2.weight").keep_floating_point);
  EXPECT_EQ(ResolveLayer(spec, "fc2.weight").memory.bits(), 5);
}

TEST(LayerSettingsTest, AnotherStrategyInheritsNoParameters) {
  v1::JobSpec spec = FilledSpec();
  (*spec.mutable_layers())["fc"].mutable_scaling()->set_strategy("mse");
  (*(*spec.mutable_layers())["conv"].mutable_scaling()->mutable_parameters())["k"] = 3;
  EXPECT_THAT(ResolveLayer(spec, "fc1.weight").scaling.parameters(), IsEmpty());
  EXPECT_EQ(ResolveLayer(spec, "conv1.weight").scaling.parameters().at("k"), 3);
}

TEST(LayerSettingsTest, KeysAreInAlphabeticalOrder) {
  v1::JobSpec spec;
  for (const char* key : {"fc2", "conv1", "fc", "fc10"}) (*spec.mutable_layers())[key];
  EXPECT_THAT(LayerRuleKeys(spec), ElementsAre("conv1", "fc", "fc10", "fc2"));
}

}  // namespace
}  // namespace palimpsest
