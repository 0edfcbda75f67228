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
  EXPECT_THAT(spec.retraining().portions().values(), ElementsAre(0.5, 1));
  EXPECT_EQ(spec.seed(), 7u);
}

TEST(SetOptionTest, WhatWasSetBeforeIsReplacedAndItsNeighboursAreKept) {
  v1::JobSpec spec;
  spec.mutable_retraining()->mutable_portions()->add_values(1);
  spec.mutable_memory()->set_bits(6);
  (*spec.mutable_scaling()->mutable_parameters())["k"] = 2;
  (*spec.mutable_scaling()->mutable_parameters())["p"] = 9;
  ASSERT_TRUE(ApplySetOption("retraining.portions=[0.25, 1]", spec).ok());
  ASSERT_TRUE(ApplySetOption("memory.shared_bits=4", spec).ok());
  ASSERT_TRUE(ApplySetOption("scaling.parameters.k=3", spec).ok());
  EXPECT_THAT(spec.retraining().portions().values(), ElementsAre(0.25, 1));
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
  EXPECT_EQ(ErrorOf("retraining.portions.0=1"),
            "--set: retraining.portions.0: unknown field; known: values");
  EXPECT_EQ(ErrorOf("retraining.portions=0.5"),
            "--set: retraining.portions: expected a list, got \"0.5\"; write [0.5]");
  EXPECT_EQ(ErrorOf("retraining.portions="),
            "--set: retraining.portions: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("memory=~"), "--set: memory: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("memory={bits: 8} {bits: 6}"),
            "--set: memory: a second document; only one is read");
  EXPECT_EQ(ErrorOf("training.sgd.learning_rate=1e-400"),
            "--set: training.sgd.learning_rate: expected 0 or a number of at least 2.22507e-308, "
            "got \"1e-400\"");
  EXPECT_EQ(ErrorOf("memory.layout=diagonal"),
            "--set: memory.layout: unknown value \"diagonal\"; known: skew, nibble, plain");
  EXPECT_THAT(ErrorOf("retraining.portions=[0.5"),
              HasSubstr("--set: retraining.portions: not valid YAML: "));
  EXPECT_EQ(ErrorOf("seed"),
            "--set: expected FIELD=VALUE, got \"seed\"; e.g. --set scaling.strategy=overlap");
}

TEST(SetOptionTest, AZeroAndAnEmptyListAreSaid) {
  v1::JobSpec spec;
  ASSERT_TRUE(ApplySetOption("training.sgd.learning_rate=0", spec).ok());
  ASSERT_TRUE(ApplySetOption("retraining.portions=[]", spec).ok());
  EXPECT_TRUE(spec.training().sgd().has_learning_rate());
  EXPECT_TRUE(spec.retraining().has_portions());
}

TEST(SetOptionTest, TheLastAssignmentOfAFieldCounts) {
  v1::JobSpec spec;
  ASSERT_TRUE(ApplySetOption("memory.bits=6", spec).ok());
  ASSERT_TRUE(ApplySetOption("memory.bits=4", spec).ok());
  EXPECT_EQ(spec.memory().bits(), 4);
}

TEST(SetOptionTest, ARuleForLayersIsSetByItsKey) {
  v1::JobSpec spec;
  ASSERT_TRUE(ApplySetOption("layers.conv1.keep_floating_point=true", spec).ok());
  ASSERT_TRUE(ApplySetOption("layers[conv1].memory.bits=4", spec).ok());
  ASSERT_TRUE(ApplySetOption("layers[features.0].scaling.parameters.k=2", spec).ok());
  ASSERT_TRUE(ApplySetOption("layers.fc={encoder: {starts: 2}}", spec).ok());
  EXPECT_EQ(spec.layers_size(), 3);
  EXPECT_TRUE(spec.layers().at("conv1").keep_floating_point());
  EXPECT_EQ(spec.layers().at("conv1").memory().bits(), 4);
  EXPECT_EQ(spec.layers().at("features.0").scaling().parameters().at("k"), 2);
  EXPECT_EQ(spec.layers().at("fc").encoder().starts(), 2);
}

TEST(SetOptionTest, PathsThatLeadNowhereAreNamed) {
  EXPECT_EQ(ErrorOf("layers.conv1.bits=4"),
            "--set: layers.conv1.bits: unknown field; known: keep_floating_point, memory, encoder, "
            "scaling, retraining");
  EXPECT_EQ(ErrorOf("layers.conv1=4"), "--set: layers.conv1: expected a mapping, got \"4\"");
  EXPECT_EQ(ErrorOf("layers[conv1.memory.bits=4"),
            "--set: layers[conv1.memory.bits: a [ that is never closed");
  EXPECT_EQ(ErrorOf("layers[conv1]memory.bits=4"),
            "--set: layers[conv1]memory.bits: expected . or [ after ]");
  EXPECT_EQ(ErrorOf("scaling.parameters.k.x=4"), "--set: scaling.parameters.k: has no field \"x\"");
  EXPECT_THAT(ErrorOf("=4"), HasSubstr("--set: unknown field; known: "));
  EXPECT_THAT(ErrorOf("memory.=4"), HasSubstr("--set: memory.: unknown field; known: "));
}

TEST(SetOptionTest, TextThatIsNotUtf8IsRefused) {
  EXPECT_EQ(ErrorOf("display_name=a\xff"), "--set: display_name: is not UTF-8 (byte 0xff)");
  EXPECT_EQ(ErrorOf("dis\xffplay_name=a"), "--set: is not UTF-8 (byte 0xff)");
  EXPECT_EQ(ErrorOf("display_name=a\x1b[2J"),
            "--set: display_name: a control character (byte 0x1b)");
}

TEST(SetOptionTest, AFlagOfItsOwnIsNamedInErrors) {
  v1::JobSpec spec;
  EXPECT_EQ(SetField("--seed", "seed", "x", spec),
            absl::InvalidArgumentError("--seed: seed: expected a whole number, got \"x\""));
}

}  // namespace
}  // namespace palimpsest
