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

void SetPortions(const std::vector<double>& values, v1::JobSpec& spec) {
  v1::Portions& portions = *spec.mutable_retraining()->mutable_portions();
  portions.Clear();
  for (const double value : values) portions.add_values(value);
}

v1::LayerRule& Rule(const std::string& key, v1::JobSpec& spec) {
  return (*spec.mutable_layers())[key];
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
      {"dataset.train_limit", "between 1 and 2147483647, got 0",
       [](auto& s) { s.mutable_dataset()->set_train_limit(0); }},
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
      {"training.sgd.learning_rate", "must be > 0 and at most 1000, got 0",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_learning_rate(0); }},
      {"training.sgd.learning_rate", "at most 1000, got 1e+308",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_learning_rate(1e308); }},
      {"training.sgd.batch_size", "between 1 and 8192, got 0",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_batch_size(0); }},
      {"training.sgd.batch_size", "between 2 and 8192, got 1",
       [](auto& s) {
         s.mutable_model()->set_name("mlp");
         s.mutable_training()->mutable_sgd()->set_batch_size(1);
       }},
      {"training.sgd.weight_decay", "at most 1000, got 1e+308",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_weight_decay(1e308); }},
      {"training.sgd.weight_decay", "must be >= 0 and at most 1000, got -0",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_weight_decay(-0.0); }},
      {"training.sgd.momentum", "1",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_momentum(1); }},
      {"training.sgd.weight_decay", "-0.5",
       [](auto& s) { s.mutable_training()->mutable_sgd()->set_weight_decay(-0.5); }},
      {"training.crop_padding", "15", [](auto& s) { s.mutable_training()->set_crop_padding(15); }},
      {"memory.shared_bits", "even and between 0 and bits (8), got 3",
       [](auto& s) { s.mutable_memory()->set_shared_bits(3); }},
      {"memory.shared_bits", "got 10", [](auto& s) { s.mutable_memory()->set_shared_bits(10); }},
      {"memory.bits", "between 2 and 8, got 9", [](auto& s) { s.mutable_memory()->set_bits(9); }},
      {"memory.bits", "between 2 and 8, got 0",
       [](auto& s) {
         s.mutable_memory()->set_bits(0);
         s.mutable_memory()->set_shared_bits(0);
       }},
      {"memory.layout", "99",
       [](auto& s) { s.mutable_memory()->set_layout(static_cast<v1::MemorySpec::Layout>(99)); }},
      {"encoder.starts", "between 1 and 1024, got 0",
       [](auto& s) { s.mutable_encoder()->set_starts(0); }},
      {"encoder.starts", "1025", [](auto& s) { s.mutable_encoder()->set_starts(1025); }},
      {"scaling.strategy", "overlap", [](auto& s) { s.mutable_scaling()->set_strategy("magic"); }},
      {"scaling.strategy", "overlap", [](auto& s) { s.mutable_scaling()->set_strategy(""); }},
      {"scaling.parameters.k", "at most 1e+06 in size, got 1e+308",
       [](auto& s) {
         s.mutable_scaling()->set_strategy("sigma");
         (*s.mutable_scaling()->mutable_parameters())["k"] = 1e308;
       }},
      {"scaling.parameters", "magic",
       [](auto& s) { (*s.mutable_scaling()->mutable_parameters())["magic"] = 1; }},
      {"retraining.portions", "[0.5, 0.5, 1]",
       [](auto& s) {
         SetPortions({0.5, 0.5, 1}, s);
       }},
      {"retraining.portions", "[0.5]", [](auto& s) { SetPortions({0.5}, s); }},
      {"retraining.portions", "nan",
       [=](auto& s) {
         SetPortions({nan, 1}, s);
       }},
      {"retraining.portions", "must rise strictly within (0, 1] and end with 1, got []",
       [](auto& s) { SetPortions({}, s); }},
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
      {"equal_capacity_baseline", "needs a layer with shared bits",
       [](auto& s) {
         s.set_equal_capacity_baseline(true);
         s.mutable_memory()->set_shared_bits(0);
       }},
      {"equal_capacity_baseline", "fc2.weight: ",
       [](auto& s) {
         s.set_equal_capacity_baseline(true);
         Rule("fc2", s).mutable_memory()->set_bits(2);
         Rule("fc2", s).mutable_memory()->set_shared_bits(2);
       }},
      {"layers.conv9",
       "no layer of lenet5 begins with it; its layers are conv1.weight, conv2.weight, fc1.weight",
       [](auto& s) { Rule("conv9", s).set_keep_floating_point(true); }},
      {"layers[]", "no layer", [](auto& s) { Rule("", s).set_keep_floating_point(true); }},
      {"layers[conv1.bias]", "no layer",
       [](auto& s) { Rule("conv1.bias", s).set_keep_floating_point(true); }},
      {"layers.conv1", "must set something", [](auto& s) { Rule("conv1", s); }},
      {"layers", "must leave a layer to encode",
       [](auto& s) {
         Rule("conv", s).set_keep_floating_point(true);
         Rule("fc", s).set_keep_floating_point(true);
       }},
      {"layers", "at most 256 rules, got 257",
       [](auto& s) {
         for (int i = 0; i < 257; ++i) Rule("fc" + std::to_string(i), s);
       }},
      {"layers.fc1.memory.bits", "between 2 and 8, got 9",
       [](auto& s) { Rule("fc1", s).mutable_memory()->set_bits(9); }},
      {"layers.fc1.memory.shared_bits", "between 0 and bits (6), got 8",
       [](auto& s) { Rule("fc1", s).mutable_memory()->set_bits(6); }},
      {"layers[fc1.weight].encoder.starts", "got 0",
       [](auto& s) { Rule("fc1.weight", s).mutable_encoder()->set_starts(0); }},
      {"layers.fc1.scaling.parameters", "unknown parameter \"k\" of mse",
       [](auto& s) {
         Rule("fc1", s).mutable_scaling()->set_strategy("mse");
         (*Rule("fc1", s).mutable_scaling()->mutable_parameters())["k"] = 1;
       }},
      {"layers.fc1.retraining.order", "99",
       [](auto& s) {
         Rule("fc1", s).mutable_retraining()->set_order(static_cast<v1::RetrainingSpec::Order>(99));
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

TEST(SpecValidationTest, AFaultThatARuleInheritsIsNamedOnce) {
  v1::JobSpec spec = ValidSpec();
  spec.mutable_memory()->set_bits(9);
  Rule("fc", spec).mutable_memory()->set_layout(v1::MemorySpec::NIBBLE);
  Rule("fc1", spec).mutable_encoder()->set_starts(2);
  std::vector<std::string> fields;
  for (const FieldViolation& violation : ValidateSpec(spec)) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("memory.bits"));
}

TEST(SpecValidationTest, RulesThatFitAreValid) {
  v1::JobSpec spec = ValidSpec();
  spec.set_equal_capacity_baseline(true);
  spec.mutable_scaling()->set_strategy("sigma");
  (*spec.mutable_scaling()->mutable_parameters())["k"] = 2.5;
  Rule("conv1", spec).set_keep_floating_point(true);
  // Kept layers need no equal-capacity words; plain ones are their own; no k is inherited by mse.
  Rule("conv1", spec).mutable_memory()->set_bits(2);
  Rule("conv1", spec).mutable_memory()->set_shared_bits(2);
  Rule("fc", spec).mutable_memory()->set_shared_bits(0);
  Rule("fc1", spec).mutable_scaling()->set_strategy("mse");
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

TEST(SpecValidationTest, ZeroEpochsAreAllowedWhereTheyMeanLeavingOut) {
  v1::JobSpec spec = ValidSpec();
  spec.mutable_training()->mutable_sgd()->set_epochs(0);
  spec.mutable_retraining()->mutable_recovery()->set_epochs(0);
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

}  // namespace
}  // namespace palimpsest
