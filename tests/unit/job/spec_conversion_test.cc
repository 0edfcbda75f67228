#include "common/job/spec_conversion.h"

#include <string>

#include "common/job/spec_defaults.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

v1::JobSpec FilledSpec() {
  v1::JobSpec spec;
  FillDefaults(spec);
  return spec;
}

TEST(SpecConversionTest, EveryMemoryFieldArrives) {
  v1::JobSpec spec = FilledSpec();
  spec.mutable_memory()->set_bits(6);
  spec.mutable_memory()->set_shared_bits(4);
  spec.mutable_memory()->set_layout(v1::MemorySpec::NIBBLE);
  spec.mutable_memory()->set_zero_point(v1::MemorySpec::MID_TREAD);
  spec.mutable_memory()->set_rotations(false);
  spec.mutable_memory()->set_pairing(v1::MemorySpec::RANDOM);
  const auto memory = ToMemoryOptions(spec.memory(), spec.seed());
  ASSERT_TRUE(memory.ok()) << memory.status();
  EXPECT_EQ(memory->bits, 6);
  EXPECT_EQ(memory->shared_bits, 4);
  EXPECT_EQ(memory->layout, Layout::kNibble);
  EXPECT_EQ(memory->zero_point, ZeroPointKind::kMidTread);
  EXPECT_FALSE(memory->rotations);
  EXPECT_EQ(memory->pairing, Pairing::kRandom);
}

TEST(SpecConversionTest, EveryEncoderFieldArrives) {
  v1::JobSpec spec = FilledSpec();
  spec.mutable_encoder()->set_method(v1::EncoderSpec::OWNER_BITS);
  spec.mutable_encoder()->set_starts(7);
  const auto encoder = ToEncoderOptions(spec.encoder(), spec.seed());
  ASSERT_TRUE(encoder.ok()) << encoder.status();
  EXPECT_EQ(encoder->method, EncodeMethod::kOwnerBits);
  EXPECT_EQ(encoder->starts, 7);
}

TEST(SpecConversionTest, TheSeedReachesPairingAndEncoderAsDifferentStreams) {
  v1::JobSpec spec = FilledSpec();
  const uint64_t pairing = ToMemoryOptions(spec.memory(), spec.seed())->pairing_seed;
  const uint64_t encoder = ToEncoderOptions(spec.encoder(), spec.seed())->seed;
  EXPECT_NE(pairing, encoder);
  spec.set_seed(2);
  EXPECT_NE(ToMemoryOptions(spec.memory(), spec.seed())->pairing_seed, pairing);
  EXPECT_NE(ToEncoderOptions(spec.encoder(), spec.seed())->seed, encoder);
}

TEST(SpecConversionTest, ABadFieldIsNamed) {
  v1::JobSpec spec = FilledSpec();
  spec.mutable_memory()->set_layout(static_cast<v1::MemorySpec::Layout>(99));
  EXPECT_THAT(std::string(ToMemoryOptions(spec.memory(), spec.seed()).status().message()),
              HasSubstr("memory.layout"));
  spec = FilledSpec();
  spec.mutable_memory()->set_shared_bits(3);
  EXPECT_EQ(ToMemoryOptions(spec.memory(), spec.seed()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(ToMemoryOptions(spec.memory(), spec.seed()).status().message()),
              HasSubstr("3"));
}

TEST(SpecConversionTest, StrategyParametersArrive) {
  v1::ScalingSpec scaling;
  (*scaling.mutable_parameters())["k"] = 2.5;
  EXPECT_THAT(ToStrategyParameters(scaling), ElementsAre(Pair("k", 2.5)));
}

TEST(SpecConversionTest, EqualCapacityIsPlainWordsOfAsManyCells) {
  MemoryOptions memory;
  memory.bits = 8;
  memory.shared_bits = 8;
  EXPECT_EQ(EqualCapacityMemory(memory)->bits, 4);
  EXPECT_EQ(EqualCapacityMemory(memory)->shared_bits, 0);
  memory.shared_bits = 4;
  EXPECT_EQ(EqualCapacityMemory(memory)->bits, 6);
  memory.bits = 4;
  EXPECT_EQ(EqualCapacityMemory(memory)->bits, 2);
}

TEST(SpecConversionTest, EqualCapacityNeedsTwoBitsAndPlainWordsAreTheirOwn) {
  MemoryOptions memory;
  memory.bits = 2;
  memory.shared_bits = 2;
  EXPECT_EQ(EqualCapacityMemory(memory).status().code(), absl::StatusCode::kInvalidArgument);
  memory.bits = 8;
  memory.shared_bits = 0;
  EXPECT_EQ(EqualCapacityMemory(memory)->bits, 8);
}

}  // namespace
}  // namespace palimpsest
