#include "client/job_files/yaml_message.h"

#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.pb.h"

namespace palimpsest {
namespace {

const ValueSource kFile{"x.yaml", /*has_lines=*/true};

TEST(YamlMessageTest, ListsOfMessagesAreReadElementByElement) {
  v1::JobResult result;
  const YAML::Node yaml =
      YAML::Load("portions:\n- {portion: 0.5}\n- {portion: 1, accuracy: 0.9}\n");
  ASSERT_TRUE(ReadMessage(yaml, kFile, "", result).ok());
  ASSERT_EQ(result.portions_size(), 2);
  EXPECT_EQ(result.portions(1).accuracy(), 0.9);
  EXPECT_EQ(
      ReadMessage(YAML::Load("portions:\n- {portion: 0.5}\n- {acuracy: 1}\n"), kFile, "r", result),
      absl::InvalidArgumentError(
          "x.yaml:3: r.portions[1].acuracy: unknown field; did you mean accuracy?"));
}

TEST(YamlMessageTest, AFieldIsReplacedNotMerged) {
  v1::JobSpec spec;
  spec.mutable_memory()->set_bits(4);
  const auto& field = *v1::JobSpec::descriptor()->FindFieldByName("memory");
  ASSERT_TRUE(ReadField(YAML::Load("{shared_bits: 2}"), kFile, "memory", field, spec).ok());
  EXPECT_EQ(spec.memory().bits(), 0);
  EXPECT_EQ(spec.memory().shared_bits(), 2);
}

TEST(YamlMessageTest, AMapEntryIsReplacedAndOthersStay) {
  v1::ScalingSpec scaling;
  (*scaling.mutable_parameters())["k"] = 1;
  (*scaling.mutable_parameters())["p"] = 2;
  const auto& field = *v1::ScalingSpec::descriptor()->FindFieldByName("parameters");
  ASSERT_TRUE(ReadMapEntry("k", YAML::Load("3"), kFile, "parameters.k", field, scaling).ok());
  EXPECT_EQ(scaling.parameters().at("k"), 3);
  EXPECT_EQ(scaling.parameters().at("p"), 2);
}

TEST(YamlMessageTest, ASourceWithoutLinesNamesNone) {
  v1::JobSpec spec;
  EXPECT_EQ(ReadMessage(YAML::Load("sed: 1"), ValueSource{"--set", false}, "", spec),
            absl::InvalidArgumentError("--set: sed: unknown field; did you mean seed?"));
}

TEST(YamlMessageTest, AnUnknownFieldIsReportedWithItsPath) {
  EXPECT_EQ(
      UnknownField(kFile, YAML::Mark::null_mark(), "encoder", "start",
                   *v1::EncoderSpec::descriptor()),
      absl::InvalidArgumentError("x.yaml: encoder.start: unknown field; did you mean starts?"));
}

}  // namespace
}  // namespace palimpsest
