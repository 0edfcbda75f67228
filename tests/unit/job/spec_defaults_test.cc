#include "common/job/spec_defaults.h"

#include <string>
#include <vector>

#include "common/job/field_path.h"
#include "common/job/layer_settings.h"
#include "common/job/spec_validation.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::TextFormat;
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

TEST(SpecDefaultsTest, TheDefaultsAreThoseOfTheGuide) {
  v1::JobSpec spec;
  FillDefaults(spec);
  v1::JobSpec expected;
  ASSERT_TRUE(TextFormat::ParseFromString(
      R"(model {} dataset {}
         training {
           sgd { epochs: 16 batch_size: 64 learning_rate: 0.05 momentum: 0.9 weight_decay: 5e-4 }
           augment: true
         }
         memory {
           bits: 8 shared_bits: 8 layout: SKEW zero_point: MID_RISE rotations: true
           pairing: WITHIN_LAYER
         }
         encoder { method: JOINT starts: 4 }
         scaling { strategy: "overlap" granularity: LAYER }
         retraining {
           method: INQ
           portions { values: [ 0.5, 0.75, 0.875, 1 ] }
           order: MAGNITUDE
           sgd { epochs: 2 batch_size: 64 learning_rate: 0.02 momentum: 0.9 weight_decay: 5e-4 }
           recovery { epochs: 1 batch_size: 64 learning_rate: 0.005 momentum: 0.9 weight_decay: 0 }
         }
         seed: 1
         device: "cpu")",
      &expected));
  EXPECT_EQ(spec.DebugString(), expected.DebugString());
}

// The fields below `message` that are left out, by path; empty ones that cannot tell are not.
std::vector<std::string> LeftOut(const Message& message, const std::string& path) {
  std::vector<std::string> fields;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()) continue;
    const std::string field_path = FieldPath(path, field.name());
    const bool is_enum = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
    if ((field.has_presence() || is_enum) && !message.GetReflection()->HasField(message, &field)) {
      fields.push_back(field_path);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Message& part = message.GetReflection()->GetMessage(message, &field);
      for (const std::string& inner : LeftOut(part, field_path)) fields.push_back(inner);
    }
  }
  return fields;
}

TEST(SpecDefaultsTest, NothingIsLeftOutOfAStoredSpecButWhatHasNoDefault) {
  v1::JobSpec spec = SmallestSpec();
  FillDefaults(spec);
  EXPECT_THAT(LeftOut(spec, ""), ElementsAre("dataset.train_limit", "dataset.test_limit"));
}

TEST(SpecDefaultsTest, SharedBitsAreTheLargestEvenNumberThatFits) {
  for (int bits = 2; bits <= 8; ++bits) {
    v1::JobSpec spec = SmallestSpec();
    spec.mutable_memory()->set_bits(bits);
    FillDefaults(spec);
    EXPECT_EQ(spec.memory().shared_bits(), bits % 2 == 0 ? bits : bits - 1);
  }
}

TEST(SpecDefaultsTest, WhatIsSaidStaysEvenWhereItIsZeroFalseOrEmpty) {
  constexpr char kSaid[] =
      R"(dataset { train_limit: 0 test_limit: 0 }
         training {
           sgd { epochs: 0 batch_size: 0 learning_rate: 0 momentum: 0 weight_decay: 0 }
           augment: false
         }
         memory { bits: 0 shared_bits: 0 rotations: false }
         encoder { starts: 0 }
         scaling { strategy: "" }
         retraining {
           portions {}
           sgd { epochs: 0 batch_size: 0 learning_rate: 0 momentum: 0 weight_decay: 0 }
           recovery { epochs: 0 batch_size: 0 learning_rate: 0 momentum: 0 weight_decay: 0 }
         }
         seed: 0
         device: "")";
  v1::JobSpec spec;
  ASSERT_TRUE(TextFormat::ParseFromString(kSaid, &spec));
  FillDefaults(spec);
  v1::JobSpec filled;
  ASSERT_TRUE(TextFormat::ParseFromString(
      R"(model {}
         memory { layout: SKEW zero_point: MID_RISE pairing: WITHIN_LAYER }
         encoder { method: JOINT }
         scaling { granularity: LAYER }
         retraining { method: INQ order: MAGNITUDE })",
      &filled));
  v1::JobSpec expected;
  ASSERT_TRUE(TextFormat::ParseFromString(kSaid, &expected));
  expected.MergeFrom(filled);
  EXPECT_EQ(spec.DebugString(), expected.DebugString());
}

TEST(SpecDefaultsTest, AListThatIsSaidReplacesTheDefault) {
  v1::JobSpec spec = SmallestSpec();
  spec.mutable_retraining()->mutable_portions()->add_values(1);
  FillDefaults(spec);
  EXPECT_THAT(spec.retraining().portions().values(), ElementsAre(1));
}

TEST(SpecDefaultsTest, WithoutRetrainingThereIsOnlyWhatWasAskedForByName) {
  v1::JobSpec spec = SmallestSpec();
  spec.mutable_retraining()->set_method(v1::RetrainingSpec::NONE);
  FillDefaults(spec);
  EXPECT_FALSE(spec.retraining().has_portions());
  EXPECT_FALSE(spec.retraining().has_sgd());
  EXPECT_FALSE(spec.retraining().has_recovery());
  spec.mutable_retraining()->mutable_recovery();
  FillDefaults(spec);
  EXPECT_EQ(spec.retraining().recovery().epochs(), 1);
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

TEST(SpecDefaultsTest, ALayersSharedBitsFollowItsBitsUnlessSomebodySaysThem) {
  v1::JobSpec spec = SmallestSpec();
  auto& layers = *spec.mutable_layers();
  layers["fc"].mutable_memory()->set_bits(5);
  layers["fc1"].mutable_memory()->set_bits(3);
  layers["fc2"].mutable_memory()->set_shared_bits(2);
  layers["conv"].mutable_encoder()->set_starts(2);
  FillDefaults(spec);
  EXPECT_EQ(ResolveLayer(spec, "fc3.weight").memory.shared_bits(), 4);
  EXPECT_EQ(ResolveLayer(spec, "fc1.weight").memory.shared_bits(), 2);
  EXPECT_EQ(ResolveLayer(spec, "fc2.weight").memory.shared_bits(), 2);
  EXPECT_EQ(ResolveLayer(spec, "conv1.weight").memory.shared_bits(), 8);
  EXPECT_FALSE(spec.layers().at("conv").has_memory());

  spec = SmallestSpec();
  spec.mutable_memory()->set_shared_bits(0);
  (*spec.mutable_layers())["fc"].mutable_memory()->set_bits(6);
  FillDefaults(spec);
  EXPECT_EQ(ResolveLayer(spec, "fc1.weight").memory.shared_bits(), 0);
}

TEST(SpecDefaultsTest, FillingTwiceChangesNothing) {
  v1::JobSpec once = SmallestSpec();
  (*once.mutable_layers())["fc"].mutable_memory()->set_bits(5);
  FillDefaults(once);
  v1::JobSpec twice = once;
  FillDefaults(twice);
  EXPECT_TRUE(MessageDifferencer::Equals(once, twice));
}

}  // namespace
}  // namespace palimpsest
