#include "client/job_files/set_option.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& assignment) {
  v1::JobSpec spec;
  const absl::Status status = ApplySetOption(assignment, spec);
  if (status.ok()) return "OK";
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(SetOptionTest, AFieldIsSetByItsPath) {
  v1::JobSpec spec;
  ASSERT_TRUE(ApplySetOption("scaling.strategy=overlap", spec).ok());
  ASSERT_TRUE(ApplySetOption("memory.layout=nibble", spec).ok());
  ASSERT_TRUE(ApplySetOption("retraining.portions=[0.5,1]", spec).ok());
  ASSERT_TRUE(ApplySetOption("seed=7", spec).ok());
  EXPECT_EQ(spec.scaling().strategy(), "overlap");
  EXPECT_EQ(spec.memory().layout(), v1::MemorySpec::NIBBLE);
  EXPECT_THAT(spec.retraining().portions(), ElementsAre(0.5, 1));
  EXPECT_EQ(spec.seed(), 7u);
}

TEST(SetOptionTest, WhatWasSetBeforeIsReplacedAndItsNeighboursAreKept) {
  v1::JobSpec spec;
  spec.mutable_retraining()->add_portions(1);
  spec.mutable_memory()->set_bits(6);
  (*spec.mutable_scaling()->mutable_parameters())["k"] = 2;
  (*spec.mutable_scaling()->mutable_parameters())["p"] = 9;
  ASSERT_TRUE(ApplySetOption("retraining.portions=[0.25, 1]", spec).ok());
  ASSERT_TRUE(ApplySetOption("memory.shared_bits=4", spec).ok());
  ASSERT_TRUE(ApplySetOption("scaling.parameters.k=3", spec).ok());
  EXPECT_THAT(spec.retraining().portions(), ElementsAre(0.25, 1));
  EXPECT_EQ(spec.memory().bits(), 6);
  EXPECT_EQ(spec.scaling().parameters().size(), 2u);
  EXPECT_EQ(spec.scaling().parameters().at("k"), 3);
  ASSERT_TRUE(ApplySetOption("scaling.parameters={}", spec).ok());
  EXPECT_TRUE(spec.scaling().parameters().empty());
  ASSERT_TRUE(ApplySetOption("memory={layout: plain}", spec).ok());
  EXPECT_EQ(spec.memory().bits(), 0);
}

TEST(SetOptionTest, TextStaysTextWhateverYamlWouldMakeOfIt) {
  v1::JobSpec spec;
  ASSERT_TRUE(ApplySetOption("display_name=a: [b=c", spec).ok());
  EXPECT_EQ(spec.display_name(), "a: [b=c");
  ASSERT_TRUE(ApplySetOption("display_name=", spec).ok());
  EXPECT_EQ(spec.display_name(), "");
}

TEST(SetOptionTest, ErrorsNameThePathAndTheWayOut) {
  EXPECT_EQ(ErrorOf("memory.shred_bits=8"),
            "--set: memory.shred_bits: unknown field; did you mean shared_bits?");
  EXPECT_EQ(ErrorOf("memori.bits=8"), "--set: memori: unknown field; did you mean memory?");
  EXPECT_EQ(ErrorOf("seed=many"), "--set: seed: expected a whole number, got \"many\"");
  EXPECT_EQ(ErrorOf("seed="), "--set: seed: expected a whole number, got \"\"");
  EXPECT_EQ(ErrorOf("seed.x=1"), "--set: seed: has no field \"x\"");
  EXPECT_EQ(ErrorOf("retraining.portions.0=1"), "--set: retraining.portions: has no field \"0\"");
  EXPECT_EQ(ErrorOf("model.exclude_layers=conv1"),
            "--set: model.exclude_layers: expected a list, got \"conv1\"; write [conv1]");
  EXPECT_EQ(ErrorOf("memory.layout=diagonal"),
            "--set: memory.layout: unknown value \"diagonal\"; known: skew, nibble, plain");
  EXPECT_THAT(ErrorOf("retraining.portions=[0.5"),
              HasSubstr("--set: retraining.portions: \"[0.5\" is not valid YAML"));
  EXPECT_EQ(ErrorOf("seed"),
            "--set: expected FIELD=VALUE, got \"seed\"; e.g. --set scaling.strategy=overlap");
}

TEST(SetOptionTest, AFlagOfItsOwnIsNamedInErrors) {
  v1::JobSpec spec;
  EXPECT_EQ(SetField("--seed", "seed", "x", spec),
            absl::InvalidArgumentError("--seed: seed: expected a whole number, got \"x\""));
}

}  // namespace
}  // namespace palimpsest
