#include "common/job/spec_validation.h"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "common/job/spec_defaults.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::JobSpec ValidSpec() {
  v1::JobSpec spec;
  spec.mutable_model()->set_name("lenet5");
  spec.mutable_dataset()->set_name("fashion-mnist");
  FillDefaults(spec);
  return spec;
}

struct Case {
  std::string field;
  std::string shown;  // what the description must hold
  std::function<void(v1::JobSpec&)> spoil;
};

std::vector<Case> Cases() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  return {
      {"display_name", "129", [](auto& s) { s.set_display_name(std::string(129, 'a')); }},
      {"model.name", "lenet5, mlp", [](auto& s) { s.mutable_model()->set_name("alexnet"); }},
      {"dataset.name", "empty", [](auto& s) { s.mutable_dataset()->clear_name(); }},
      {"dataset.train_limit", "-1", [](auto& s) { s.mutable_dataset()->set_train_limit(-1); }},
      {"dataset.test_limit", "-1", [](auto& s) { s.mutable_dataset()->set_test_limit(-1); }},
      {"training.sgd.epochs", "-2",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_epochs(-2); }},
      {"training.sgd.epochs", "nan",
       [=](auto& s) { s.mutable_training()->mutable_sgd()->set_epochs(nan); }},
      {"training.sgd.epochs", "1001",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_epochs(1001); }},
      {"training.sgd.batch_size", "-3",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_batch_size(-3); }},
      {"training.sgd.learning_rate", "inf",
       [=](auto& s) { s.mutable_training()->mutable_sgd()->set_learning_rate(infinity); }},
      {"training.sgd.momentum", "1",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_momentum(1); }},
      {"training.sgd.weight_decay", "-0.5",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_weight_decay(-0.5); }},
      {"training.crop_padding", "15", [](auto& s) { s.mutable_training()->set_crop_padding(15); }},
      {"memory.shared_bits", "even and between 0 and bits (8), got 3",
       [](auto& s) { s.mutable_memory()->set_shared_bits(3); }},
      {"memory.shared_bits", "got 10", [](auto& s) { s.mutable_memory()->set_shared_bits(10); }},
      {"memory.bits", "between 2 and 8, got 9", [](auto& s) { s.mutable_memory()->set_bits(9); }},
      {"memory.layout", "99",
       [](auto& s) { s.mutable_memory()->set_layout(static_cast<v1::MemorySpec::Layout>(99)); }},
      {"encoder.starts", "1025", [](auto& s) { s.mutable_encoder()->set_starts(1025); }},
      {"scaling.strategy", "overlap", [](auto& s) { s.mutable_scaling()->set_strategy("magic"); }},
      {"scaling.parameters", "magic",
       [](auto& s) { (*s.mutable_scaling()->mutable_parameters())["magic"] = 1; }},
      {"retraining.portions", "[0.5, 0.5, 1]",
       [](auto& s) {
         s.mutable_retraining()->clear_portions();
         for (const double p : {0.5, 0.5, 1.0}) s.mutable_retraining()->add_portions(p);
       }},
      {"retraining.portions", "[0.5]",
       [](auto& s) {
         s.mutable_retraining()->clear_portions();
         s.mutable_retraining()->add_portions(0.5);
       }},
      {"retraining.portions", "nan",
       [=](auto& s) {
         s.mutable_retraining()->clear_portions();
         for (const double p : {nan, 1.0}) s.mutable_retraining()->add_portions(p);
       }},
      {"retraining.sgd.epochs", "> 0",
       [](auto& s) { s.mutable_retraining()->mutable_sgd()->set_epochs(0); }},
      {"retraining.recovery.epochs", ">= 0",
       [](auto& s) { s.mutable_retraining()->mutable_recovery()->set_epochs(-1); }},
      {"device", "cpu, cuda", [](auto& s) { s.set_device("tpu"); }},
      {"equal_capacity_baseline", "at least 2",
       [](auto& s) {
         s.set_equal_capacity_baseline(true);
         s.mutable_memory()->set_bits(2);
         s.mutable_memory()->set_shared_bits(2);
       }},
  };
}

TEST(SpecValidationTest, AValidSpecHasNoViolation) {
  EXPECT_THAT(ValidateSpec(ValidSpec()), IsEmpty());
}

TEST(SpecValidationTest, EachBadFieldIsNamedAloneWithItsValue) {
  for (const Case& c : Cases()) {
    v1::JobSpec spec = ValidSpec();
    c.spoil(spec);
    const std::vector<FieldViolation> violations = ValidateSpec(spec);
    ASSERT_EQ(violations.size(), 1u) << c.field << " " << c.shown;
    EXPECT_EQ(violations[0].field, c.field);
    EXPECT_THAT(violations[0].description, HasSubstr(c.shown));
  }
}

TEST(SpecValidationTest, AllBadFieldsAreNamedAtOnceInTheirOrder) {
  v1::JobSpec spec = ValidSpec();
  spec.set_device("tpu");
  spec.mutable_memory()->set_shared_bits(3);
  spec.mutable_training()->mutable_sgd()->set_epochs(-1);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ValidateSpec(spec)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("training.sgd.epochs", "memory.shared_bits", "device"));
}

TEST(SpecValidationTest, ZeroEpochsAreAllowedWhereTheyMeanLeavingOut) {
  v1::JobSpec spec = ValidSpec();
  spec.mutable_training()->mutable_sgd()->set_epochs(0);
  spec.mutable_retraining()->mutable_recovery()->set_epochs(0);
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

}  // namespace
}  // namespace palimpsest
