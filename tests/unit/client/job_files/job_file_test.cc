#include "client/job_files/job_file.h"

#include <google/protobuf/util/message_differencer.h>

#include <fstream>
#include <sstream>

#include "client/display/json_output.h"
#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The error that `text` gives as a file "job.yaml"; "OK" if none.
std::string ErrorOf(const std::string& text) {
  const absl::StatusOr<v1::JobSpec> spec = ParseJob(text, "job.yaml");
  if (spec.ok()) return "OK";
  EXPECT_EQ(spec.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(spec.status().message());
}

TEST(JobFileTest, EveryKindOfFieldIsRead) {
  const absl::StatusOr<v1::JobSpec> spec = ParseJob(
      "display_name: first light\n"
      "model: {name: lenet5}\n"
      "layers: {conv1: {keep_floating_point: true}, fc: {memory: {bits: 4}}}\n"
      "dataset:\n"
      "  name: fashion-mnist\n"
      "  train_limit: 1000\n"
      "training:\n"
      "  sgd: {epochs: 0, learning_rate: 1e-2}\n"
      "  augment: false\n"
      "memory: {bits: 6, shared_bits: 0, layout: nibble, zero_point: MID_TREAD}\n"
      "scaling: {strategy: sigma, parameters: {k: 2.5}}\n"
      "retraining: {portions: [0.5, 1], order: error_descending, method: none}\n"
      "seed: 18446744073709551615\n"
      "equal_capacity_baseline: true\n",
      "job.yaml");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->display_name(), "first light");
  EXPECT_TRUE(spec->layers().at("conv1").keep_floating_point());
  EXPECT_EQ(spec->layers().at("fc").memory().bits(), 4);
  EXPECT_EQ(spec->dataset().train_limit(), 1000);
  EXPECT_TRUE(spec->training().sgd().has_epochs());
  EXPECT_EQ(spec->training().sgd().epochs(), 0);
  EXPECT_EQ(spec->training().sgd().learning_rate(), 0.01);
  EXPECT_TRUE(spec->training().has_augment());
  EXPECT_FALSE(spec->training().augment());
  EXPECT_EQ(spec->memory().bits(), 6);
  EXPECT_TRUE(spec->memory().has_shared_bits());
  EXPECT_EQ(spec->memory().layout(), v1::MemorySpec::NIBBLE);
  EXPECT_EQ(spec->memory().zero_point(), v1::MemorySpec::MID_TREAD);
  EXPECT_EQ(spec->scaling().parameters().at("k"), 2.5);
  EXPECT_THAT(spec->retraining().portions().values(), ElementsAre(0.5, 1));
  EXPECT_EQ(spec->retraining().order(), v1::RetrainingSpec::ERROR_DESCENDING);
  EXPECT_EQ(spec->retraining().method(), v1::RetrainingSpec::NONE);
  EXPECT_EQ(spec->seed(), 18446744073709551615u);
  EXPECT_TRUE(spec->equal_capacity_baseline());
}

TEST(JobFileTest, WhatIsLeftOutStaysUnset) {
  const absl::StatusOr<v1::JobSpec> spec = ParseJob("model: {name: mlp}\nmemory:\n", "job.yaml");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_FALSE(spec->has_seed());
  EXPECT_FALSE(spec->has_memory());
  EXPECT_FALSE(spec->has_training());
}

TEST(JobFileTest, TheJsonOfAJobsSpecIsAJobFile) {
  const v1::JobSpec original = SucceededJob(1).spec();
  for (const std::string& json : {ToJson(original), ToJsonLine(original)}) {
    const absl::StatusOr<v1::JobSpec> spec = ParseJob(json, "job.json");
    ASSERT_TRUE(spec.ok()) << spec.status();
    EXPECT_TRUE(MessageDifferencer::Equals(*spec, original)) << spec->DebugString();
  }
}

TEST(JobFileTest, JsonMayBeIndentedByTabs) {
  const absl::StatusOr<v1::JobSpec> spec =
      ParseJob("{\n\t\"model\": {\n\t\t\"name\": \"mlp\"\n\t},\n\t\"seed\":\"3\"\n}\n", "job.json");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->model().name(), "mlp");
  EXPECT_EQ(spec->seed(), 3u);
}

TEST(JobFileTest, AnAnchorIsReadWhereItIsUsed) {
  const absl::StatusOr<v1::JobSpec> spec = ParseJob(
      "retraining:\n"
      "  sgd: &sgd {epochs: 2}\n"
      "  recovery: *sgd\n",
      "job.yaml");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_EQ(spec->retraining().recovery().epochs(), 2);
}

TEST(JobFileTest, AnUnknownFieldIsNamedWithLinePathAndTheLikelyOne) {
  EXPECT_EQ(ErrorOf("model: {name: lenet5}\n"
                    "memory:\n"
                    "  bits: 8\n"
                    "  shred_bits: 8\n"),
            "job.yaml:4: memory.shred_bits: unknown field; did you mean shared_bits?");
  EXPECT_EQ(ErrorOf("retraining:\n  sgd:\n    Epoch: 1\n"),
            "job.yaml:3: retraining.sgd.Epoch: unknown field; did you mean epochs?");
  EXPECT_EQ(ErrorOf("encoder: {color: red}\n"),
            "job.yaml:1: encoder.color: unknown field; known: method, starts");
}

TEST(JobFileTest, AValueOfTheWrongTypeIsNamedWithLineAndValue) {
  EXPECT_EQ(ErrorOf("training:\n  sgd:\n    epochs: many\n"),
            "job.yaml:3: training.sgd.epochs: expected a number, got \"many\"");
  EXPECT_EQ(ErrorOf("memory: {bits: 8.5}\n"),
            "job.yaml:1: memory.bits: expected a whole number, got \"8.5\"");
  EXPECT_EQ(ErrorOf("memory: {bits: 3000000000}\n"),
            "job.yaml:1: memory.bits: expected a whole number from -2147483648 to 2147483647, got "
            "\"3000000000\"");
  EXPECT_EQ(ErrorOf("seed: -1\n"),
            "job.yaml:1: seed: expected a whole number from 0 to 18446744073709551615, got \"-1\"");
  EXPECT_EQ(ErrorOf("memory: {rotations: yes}\n"),
            "job.yaml:1: memory.rotations: expected true or false, got \"yes\"");
  EXPECT_EQ(ErrorOf("training: {sgd: {epochs: nan}}\n"),
            "job.yaml:1: training.sgd.epochs: expected a finite number, got \"nan\"");
  EXPECT_EQ(ErrorOf("display_name: [a]\n"), "job.yaml:1: display_name: expected text, got a list");
  EXPECT_EQ(ErrorOf("seed: {a: 1}\n"), "job.yaml:1: seed: expected a whole number, got a mapping");
  EXPECT_EQ(ErrorOf("seed:\n"), "job.yaml:1: seed: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("scaling:\n  parameters:\n    k:\nseed: 1\n"),
            "job.yaml:3: scaling.parameters.k: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("memory: 8\n"), "job.yaml:1: memory: expected a mapping, got \"8\"");
  EXPECT_EQ(ErrorOf("memory:\n- 8\n"), "job.yaml:2: memory: expected a mapping, got a list");
  EXPECT_EQ(ErrorOf("retraining: {portions: 0.5}\n"),
            "job.yaml:1: retraining.portions: expected a list, got \"0.5\"; write [0.5]");
  EXPECT_EQ(ErrorOf("retraining:\n  portions:\n    - 0.5\n    - all\n"),
            "job.yaml:4: retraining.portions[1]: expected a number, got \"all\"");
  EXPECT_EQ(ErrorOf("scaling: {parameters: [k]}\n"),
            "job.yaml:1: scaling.parameters: expected a mapping, got a list");
  EXPECT_EQ(ErrorOf("scaling:\n  parameters:\n    k: big\n"),
            "job.yaml:3: scaling.parameters.k: expected a number, got \"big\"");
}

TEST(JobFileTest, AnUnknownNameOfAnEnumGetsTheKnownOnes) {
  EXPECT_EQ(ErrorOf("memory:\n  layout: diagonal\n"),
            "job.yaml:2: memory.layout: unknown value \"diagonal\"; known: skew, nibble, plain");
  EXPECT_EQ(ErrorOf("memory: {layout: skewed}\n"),
            "job.yaml:1: memory.layout: unknown value \"skewed\"; did you mean skew?");
  EXPECT_EQ(ErrorOf("memory: {layout: 1}\n"),
            "job.yaml:1: memory.layout: unknown value \"1\"; known: skew, nibble, plain");
  EXPECT_EQ(ErrorOf("memory: {layout: [skew]}\n"),
            "job.yaml:1: memory.layout: expected a name, got a list");
}

TEST(JobFileTest, AFieldGivenTwiceIsRefusedWithBothLines) {
  EXPECT_EQ(ErrorOf("seed: 1\nmodel: {name: mlp}\nseed: 2\n"),
            "job.yaml:3: seed: given twice (first in line 1)");
  EXPECT_EQ(ErrorOf("scaling:\n  parameters:\n    k: 1\n    k: 2\n"),
            "job.yaml:4: scaling.parameters.k: given twice (first in line 3)");
}

TEST(JobFileTest, WhatIsNotYamlIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf("model: {name: lenet5}\nmemory: {bits: 8\nseed: 1\n"),
              StartsWith("job.yaml:3:5: not valid YAML: "));
  EXPECT_THAT(ErrorOf("a: b: c\n"), StartsWith("job.yaml:1:5: not valid YAML: "));
  EXPECT_THAT(ErrorOf("model: *other\n"), StartsWith("job.yaml:1:8: not valid YAML: "));
  EXPECT_EQ(ErrorOf("[a]: 1\n"), "job.yaml:1: expected a field name, got a list");
}

TEST(JobFileTest, AFileWithoutAJobIsRefused) {
  EXPECT_THAT(ErrorOf(""), StartsWith("job.yaml: is empty"));
  EXPECT_THAT(ErrorOf("# nothing yet\n"), StartsWith("job.yaml: is empty"));
  EXPECT_EQ(ErrorOf("just text\n"), "job.yaml:1: expected a mapping, got \"just text\"");
  EXPECT_EQ(ErrorOf("seed: 1\n---\nseed: 2\n"), "job.yaml:3: a second document; only one is read");
  EXPECT_THAT(ErrorOf(std::string((1 << 20) + 1, ' ')), HasSubstr("more than 1048576 bytes"));
}

// yaml-cpp finds documents in such a text without end.
TEST(JobFileTest, AValueBehindAQuotedTextIsASecondDocument) {
  EXPECT_THAT(ErrorOf("\"text\"\n{name: mlp}\n"), HasSubstr("a second document; only one is read"));
  EXPECT_THAT(ErrorOf("\"text\"\n{name: mlp}, \"never closed\n"), StartsWith("job.yaml:"));
}

TEST(JobFileTest, AQuoteThatIsNeverClosedIsNamedWhereItBegins) {
  EXPECT_EQ(ErrorOf("display_name: \"first light\nmodel: {name: mlp}\nseed: 1\n"),
            "job.yaml:1:15: not valid YAML: this quote is never closed");
  EXPECT_EQ(ErrorOf("display_name: 'first\n  light'\nmodel:\n  {name: 'mlp}"),
            "job.yaml:4:10: not valid YAML: this quote is never closed");
}

TEST(JobFileTest, TextThatIsNotUtf8IsRefusedWithItsPlace) {
  EXPECT_EQ(ErrorOf("seed: 1\ndisplay_name: \xe9t\xe9\n"),
            "job.yaml:2:15: is not UTF-8 (byte 0xe9)");
  EXPECT_EQ(ErrorOf(std::string("s\0e\0e\0d\0", 8)),
            "job.yaml:1:2: a control character (byte 0x00)");
  EXPECT_EQ(ErrorOf("seed: 1\n\x04\nmodel: {}\n"), "job.yaml:2:1: a control character (byte 0x04)");
}

TEST(JobFileTest, CharactersBeyondAsciiArriveAsTheyAre) {
  for (const char* text :
       {"display_name: \"\xf0\x9f\x98\x80\"\n", "display_name: \xf0\x9f\x98\x80\n",
        "\xef\xbb\xbf{\"display_name\": \"\\ud83d\\ude00\"}", "display_name: \"\\U0001F600\"\n"}) {
    const absl::StatusOr<v1::JobSpec> spec = ParseJob(text, "job.yaml");
    ASSERT_TRUE(spec.ok()) << spec.status();
    EXPECT_EQ(spec->display_name(), "\xf0\x9f\x98\x80") << text;
  }
}

TEST(JobFileTest, ASurrogateWithoutItsOtherHalfIsRefused) {
  EXPECT_THAT(ErrorOf("{\"display_name\": \"\\ud83d\"}"),
              StartsWith("job.yaml:1:25: not valid YAML: invalid unicode"));
  EXPECT_THAT(ErrorOf("{\"display_name\": \"\\ude00\\ud83d\"}"),
              HasSubstr("not valid YAML: invalid unicode"));
}

TEST(JobFileTest, NullIsNoValue) {
  EXPECT_EQ(ErrorOf("seed: null\n"), "job.yaml:1: seed: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("{\"display_name\": null}"),
            "job.yaml:1: display_name: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("retraining: {portions: ~}\n"),
            "job.yaml:1: retraining.portions: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("layers:\n  fc:\n"),
            "job.yaml:2: layers.fc: has no value; write one or leave it out");
  EXPECT_EQ(ErrorOf("retraining: {portions: [0.5, null]}\n"),
            "job.yaml:1: retraining.portions[1]: expected a number, got nothing");
}

TEST(JobFileTest, AnEmptyListIsSaidAndNotLeftOut) {
  const absl::StatusOr<v1::JobSpec> spec = ParseJob("retraining: {portions: []}\n", "job.yaml");
  ASSERT_TRUE(spec.ok()) << spec.status();
  EXPECT_TRUE(spec->retraining().has_portions());
}

TEST(JobFileTest, MergeKeysAreRefused) {
  EXPECT_EQ(ErrorOf("retraining:\n  sgd: &sgd {epochs: 2}\n  recovery:\n    <<: *sgd\n"),
            "job.yaml:4: retraining.recovery: merge keys (<<) are not read; write the fields out");
}

TEST(JobFileTest, IndentationByTabsIsRefusedWithItsLine) {
  EXPECT_THAT(ErrorOf("memory:\n\tbits: 8\n"), StartsWith("job.yaml:2:6: not valid YAML: "));
  EXPECT_THAT(ErrorOf("memory:\n  bits: 8\n\tlayout: skew\n"),
              StartsWith("job.yaml:3:1: not valid YAML: illegal tab"));
}

TEST(JobFileTest, TextsThatGrowWithoutBoundAreRefused) {
  EXPECT_EQ(ErrorOf("seed: &a [*a]\n"), "job.yaml:1: is nested too deeply for a job");
  EXPECT_THAT(ErrorOf(std::string(100000, '[')),
              ::testing::MatchesRegex("job.yaml:1:.*: is nested too deeply for a job"));
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name <= 'k'; ++name) {
    bomb += std::string(1, name) + ": &" + name + " [";
    for (int i = 0; i < 10; ++i) bomb += std::string("*") + static_cast<char>(name - 1) + ", ";
    bomb += "]\n";
  }
  EXPECT_THAT(ErrorOf(bomb), HasSubstr("has more than 100000 values"));
}

TEST(JobFileTest, ControlCharactersInAFileDoNotReachTheTerminal) {
  EXPECT_EQ(ErrorOf("\"\\x1b[2J\": 1\n").find('\x1b'), std::string::npos);
}

TEST(JobFileTest, AFileIsReadByItsPathAndStandardInputByADash) {
  TemporaryDirectory directory;
  const std::string path = directory.path() + "/job.yaml";
  ASSERT_TRUE(WriteFileAtomically(path, "seed: 4\n").ok());
  std::istringstream standard_input("seed: 5\n");
  EXPECT_EQ(ReadJobFile(path, standard_input)->seed(), 4u);
  EXPECT_EQ(ReadJobFile("-", standard_input)->seed(), 5u);
}

TEST(JobFileTest, AFileThatCannotBeReadIsAUsageError) {
  std::istringstream standard_input;
  const absl::Status status = ReadJobFile("/no/such/job.yaml", standard_input).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("/no/such/job.yaml: No such file"));
  const absl::Status folder = ReadJobFile("/", standard_input).status();
  EXPECT_EQ(folder.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(folder.message()), HasSubstr("Is a directory"));
}

TEST(JobFileTest, AnEndlessFileIsGivenUp) {
  std::istringstream standard_input;
  EXPECT_THAT(std::string(ReadJobFile("/dev/zero", standard_input).status().message()),
              HasSubstr("/dev/zero: has more than 1048576 bytes"));
  std::ifstream endless("/dev/zero");
  EXPECT_THAT(std::string(ReadJobFile("-", endless).status().message()),
              HasSubstr("standard input: has more than 1048576 bytes"));
}

}  // namespace
}  // namespace palimpsest
