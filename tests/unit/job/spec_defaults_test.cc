#include "common/job/spec_defaults.h"

#include "common/job/spec_validation.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::JobSpec SmallestSpec() {
  v1::JobSpec spec;
  spec.mutable_model()->set_name("lenet5");
  spec.mutable_dataset()->set_name("fashion-mnist");
  return spec;
}

TEST(SpecDefaultsTest, ModelAndDataSetAreAllThatAValidSpecNeeds) {
  v1::JobSpec spec = SmallestSpec();
  FillDefaults(spec);
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

TEST(SpecDefaultsTest, TheDefaultsAreThoseThatTheProtoNames) {
  v1::JobSpec spec = SmallestSpec();
  FillDefaults(spec);
  EXPECT_EQ(spec.memory().bits(), 8);
  EXPECT_EQ(spec.memory().shared_bits(), 8);
  EXPECT_EQ(spec.memory().layout(), v1::MemorySpec::SKEW);
  EXPECT_EQ(spec.memory().zero_point(), v1::MemorySpec::MID_RISE);
  EXPECT_TRUE(spec.memory().rotations());
  EXPECT_EQ(spec.encoder().method(), v1::EncoderSpec::JOINT);
  EXPECT_EQ(spec.encoder().starts(), 4);
  EXPECT_EQ(spec.scaling().strategy(), "overlap");
  EXPECT_EQ(spec.scaling().granularity(), v1::ScalingSpec::LAYER);
  EXPECT_EQ(spec.retraining().method(), v1::RetrainingSpec::INQ);
  EXPECT_EQ(spec.retraining().order(), v1::RetrainingSpec::MAGNITUDE);
  EXPECT_THAT(spec.retraining().portions(), ElementsAre(0.5, 0.75, 0.875, 1.0));
  EXPECT_TRUE(spec.training().augment());
  EXPECT_EQ(spec.seed(), 1u);
  EXPECT_EQ(spec.device(), "cpu");
}

TEST(SpecDefaultsTest, SharedBitsAreTheLargestEvenNumberThatFits) {
  for (int bits = 2; bits <= 8; ++bits) {
    v1::JobSpec spec = SmallestSpec();
    spec.mutable_memory()->set_bits(bits);
    FillDefaults(spec);
    EXPECT_EQ(spec.memory().shared_bits(), bits % 2 == 0 ? bits : bits - 1);
  }
}

TEST(SpecDefaultsTest, WhatIsSetStaysEvenWhereItIsZeroOrFalse) {
  v1::JobSpec spec = SmallestSpec();
  spec.set_seed(0);
  spec.mutable_memory()->set_shared_bits(0);
  spec.mutable_memory()->set_rotations(false);
  spec.mutable_training()->set_augment(false);
  spec.mutable_training()->mutable_sgd()->set_epochs(0);
  spec.mutable_training()->mutable_sgd()->set_momentum(0);
  spec.mutable_training()->mutable_sgd()->set_weight_decay(0);
  spec.mutable_retraining()->add_portions(1);
  FillDefaults(spec);
  EXPECT_EQ(spec.seed(), 0u);
  EXPECT_EQ(spec.memory().shared_bits(), 0);
  EXPECT_FALSE(spec.memory().rotations());
  EXPECT_FALSE(spec.training().augment());
  EXPECT_EQ(spec.training().sgd().epochs(), 0);
  EXPECT_EQ(spec.training().sgd().momentum(), 0);
  EXPECT_EQ(spec.training().sgd().weight_decay(), 0);
  EXPECT_THAT(spec.retraining().portions(), ElementsAre(1));
}

TEST(SpecDefaultsTest, FillingTwiceChangesNothing) {
  v1::JobSpec once = SmallestSpec();
  FillDefaults(once);
  v1::JobSpec twice = once;
  FillDefaults(twice);
  EXPECT_TRUE(MessageDifferencer::Equals(once, twice));
}

}  // namespace
}  // namespace palimpsest
