#include "client/job_files/yaml_message.h"

#include <string>
#include <utility>
#include <vector>

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

TEST(YamlMessageTest, AnEntryOfAMapIsFoundOrMade) {
  v1::ScalingSpec scaling;
  const auto& field = *v1::ScalingSpec::descriptor()->FindFieldByName("parameters");
  const auto& value = *field.message_type()->map_value();
  const std::vector<std::pair<std::string, std::string>> entries = {
      {"k", "1"}, {"p", "2"}, {"k", "3"}};
  for (const auto& [key, number] : entries) {
    auto& entry = MapEntry(key, field, scaling);
    ASSERT_TRUE(ReadField(YAML::Load(number), kFile, "", value, entry).ok());
  }
  EXPECT_EQ(scaling.parameters().size(), 2u);
  EXPECT_EQ(scaling.parameters().at("k"), 3);
  EXPECT_EQ(scaling.parameters().at("p"), 2);
}

TEST(YamlMessageTest, AMessageThatIsAListIsReadAsAListOrAsAMapping) {
  for (const char* text : {"{portions: [0.5, 1]}", "{portions: {values: [0.5, 1]}}"}) {
    v1::RetrainingSpec retraining;
    ASSERT_TRUE(ReadMessage(YAML::Load(text), kFile, "", retraining).ok()) << text;
    EXPECT_EQ(retraining.portions().values_size(), 2);
  }
  v1::RetrainingSpec retraining;
  ASSERT_TRUE(ReadMessage(YAML::Load("{portions: []}"), kFile, "", retraining).ok());
  EXPECT_TRUE(retraining.has_portions());
}

TEST(YamlMessageTest, AMapOfMessagesIsReadEntryByEntry) {
  v1::JobSpec spec;
  ASSERT_TRUE(ReadMessage(YAML::Load("layers: {fc: {memory: {bits: 6}}, conv1.weight: {"
                                     "keep_floating_point: true}}"),
                          kFile, "", spec)
                  .ok());
  EXPECT_EQ(spec.layers().at("fc").memory().bits(), 6);
  EXPECT_TRUE(spec.layers().at("conv1.weight").keep_floating_point());
  EXPECT_EQ(ReadMessage(YAML::Load("layers:\n  conv1.weight:\n    bits: 6\n"), kFile, "", spec),
            absl::InvalidArgumentError(
                "x.yaml:3: layers[conv1.weight].bits: unknown field; known: keep_floating_point, "
                "memory, encoder, scaling, retraining"));
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
