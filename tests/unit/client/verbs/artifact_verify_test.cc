#include <nlohmann/json.hpp>

#include "client/artifacts/artifact_download.h"
#include "client/verbs/artifact_verbs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ArtifactVerifyTest : public ::testing::Test {
 protected:
  // Puts the job with its artifacts onto the server.
  void Serve(const SampleArtifacts& sample) {
    v1::Job job = SucceededJob(1);
    *job.mutable_result() = sample.result;
    server_.AddJob(job);
    server_.AddArtifact("jobs/1", "memory_image.plm", SerializeMemoryImage(sample.image));
    server_.AddArtifact("jobs/1", "quantized_weights.safetensors",
                        *SerializeSafetensors(sample.tensors));
  }

  absl::StatusOr<ExitCode> Verify(OutputFormat format = OutputFormat::kTable) {
    CommandContext context(server_.target(), format, console_.console);
    return VerifyArtifacts("jobs/1", context);
  }

  FakeServer server_;
  ApiClient client_{server_.target()};
  TestConsole console_;
};

TEST_F(ArtifactVerifyTest, PrintsALineALayerAndTheVerdict) {
  Serve(MakeSampleArtifacts());
  const absl::StatusOr<ExitCode> verified = Verify();
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(*verified, ExitCode::kDone);
  EXPECT_EQ(
      console_.out.str(),
      "LAYER         WEIGHTS  VERDICT\n"
      "conv1.weight      150  identical\n"
      "fc.weight         120  identical\n"
      "jobs/1 is verified: memory image, quantized weights and evaluated network hold the same "
      "weights, bit for bit\n");
}

TEST_F(ArtifactVerifyTest, ADifferenceIsNamedAndFails) {
  SampleArtifacts sample = MakeSampleArtifacts();
  sample.image[1].cells[3] = static_cast<char>(sample.image[1].cells[3] ^ 4);
  Serve(sample);
  EXPECT_EQ(*Verify(), ExitCode::kFailedJob);
  EXPECT_THAT(console_.out.str(), HasSubstr("fc.weight         120  differs\n"));
  EXPECT_THAT(console_.err.str(), StartsWith("palimpsest: jobs/1 is not verified: fc.weight["));
}

TEST_F(ArtifactVerifyTest, JsonHasTheVerdictAndBothHashes) {
  const SampleArtifacts sample = MakeSampleArtifacts();
  Serve(sample);
  EXPECT_EQ(*Verify(OutputFormat::kJson), ExitCode::kDone);
  const auto verdict = nlohmann::json::parse(console_.out.str());
  EXPECT_EQ(verdict["job"], "jobs/1");
  EXPECT_EQ(verdict["verified"], true);
  EXPECT_EQ(verdict["decoded_weights_sha256"], sample.result.evaluated_weights_sha256());
  EXPECT_EQ(verdict["evaluated_weights_sha256"], sample.result.evaluated_weights_sha256());
  EXPECT_EQ(verdict["layers"][1]["name"], "fc.weight");
  EXPECT_EQ(verdict["layers"][1]["identical"], true);
}

TEST_F(ArtifactVerifyTest, AJobWithoutAResultHasNothingToVerify) {
  server_.AddJob(RunningJob(1));
  EXPECT_EQ(Verify().status(),
            absl::FailedPreconditionError("jobs/1 has no result to verify: it is running"));
}

TEST_F(ArtifactVerifyTest, ADamagedFileIsAVerdictThatSaysWhy) {
  const struct {
    std::string file_name;
    std::string content;  // in place of its own
  } cases[] = {
      {"memory_image.plm", "not an image"},
      {"quantized_weights.safetensors", "no tensors"},
  };
  for (const auto& test : cases) {
    FakeServer server;
    const SampleArtifacts sample = MakeSampleArtifacts();
    v1::Job job = SucceededJob(1);
    *job.mutable_result() = sample.result;
    server.AddJob(job);
    const bool is_image = test.file_name == "memory_image.plm";
    server.AddArtifact("jobs/1", "memory_image.plm",
                       is_image ? test.content : SerializeMemoryImage(sample.image));
    server.AddArtifact("jobs/1", "quantized_weights.safetensors",
                       is_image ? *SerializeSafetensors(sample.tensors) : test.content);
    const std::vector<std::string> command = {"artifact", "verify", "1"};
    const CliResult table = RunCli(server.address(), command);
    EXPECT_EQ(table.exit_code, ExitCode::kFailedJob);
    EXPECT_THAT(table.err, StartsWith("palimpsest: jobs/1 is not verified: " + test.file_name));
    std::vector<std::string> json = command;
    json.insert(json.end(), {"--format", "json"});
    const CliResult machine = RunCli(server.address(), json);
    EXPECT_EQ(machine.exit_code, ExitCode::kFailedJob);
    const auto verdict = nlohmann::json::parse(machine.out);
    EXPECT_EQ(verdict["verified"], false);
    EXPECT_THAT(verdict["difference"].get<std::string>(), StartsWith(test.file_name + ": "));
  }
}

TEST_F(ArtifactVerifyTest, AFileThatIsNotWhatTheServerAnnouncedIsAVerdictToo) {
  Serve(MakeSampleArtifacts());
  const auto image = *FindArtifact(client_, "jobs/1", "memory_image.plm");
  server_.ReplaceContent(image.name(), std::string(image.size_bytes(), 'x'));
  EXPECT_EQ(*Verify(), ExitCode::kFailedJob);
  EXPECT_THAT(console_.err.str(), HasSubstr("SHA-256"));
}

}  // namespace
}  // namespace palimpsest
