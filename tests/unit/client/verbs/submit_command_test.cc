#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/client/fake_server.h"
#include "tests/unit/client/run_cli.h"
#include "tests/unit/client/sample_jobs.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class SubmitCommandTest : public ::testing::Test {
 protected:
  std::string WriteJob(const std::string& text) {
    const std::string path = directory_.path() + "/job.yaml";
    EXPECT_TRUE(WriteFileAtomically(path, text).ok());
    return path;
  }

  TemporaryDirectory directory_;
  FakeServer server_;
};

TEST_F(SubmitCommandTest, AJobFileIsSubmittedAndItsNamePrinted) {
  const std::string path = WriteJob("model: {name: lenet5}\ndataset: {name: fashion-mnist}\n");
  const CliResult result = RunCli(server_.address(), {"submit", path, "--user", "ada"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(result.out, "jobs/1\n");
  ASSERT_EQ(server_.create_requests().size(), 1u);
  const v1::CreateJobRequest request = server_.create_requests()[0];
  EXPECT_EQ(request.spec().model().name(), "lenet5");
  EXPECT_EQ(request.user(), "ada");
  EXPECT_THAT(request.request_id(), MatchesRegex("[0-9a-f-]{36}"));
}

// Submits with this in the environment's USER; null unsets it.
std::string UserWith(const char* environment, FakeServer& server) {
  EXPECT_EQ(environment == nullptr ? unsetenv("USER") : setenv("USER", environment, 1), 0);
  const CliResult result =
      RunCli(server.address(), {"submit", "--model", "mlp", "--dataset", "mnist"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  return server.create_requests().back().user();
}

TEST_F(SubmitCommandTest, TheUserIsTheEnvironmentsOrTheSystems) {
  EXPECT_EQ(UserWith("Zo\xc3\xab \xe7\x8e\x8b", server_), "Zo\xc3\xab \xe7\x8e\x8b");
  const passwd* entry = getpwuid(geteuid());
  const std::string system_name = entry == nullptr ? "" : entry->pw_name;
  EXPECT_EQ(UserWith(nullptr, server_), system_name);
  EXPECT_EQ(UserWith("", server_), system_name);
}

TEST_F(SubmitCommandTest, TextThatIsNoUtf8IsRefusedByItsFlag) {
  for (const char* flag : {"--user", "--name", "--request-id"}) {
    const CliResult result = RunCli(
        server_.address(), {"submit", "--model", "mlp", "--dataset", "mnist", flag, "Zo\xeb"});
    EXPECT_EQ(result.exit_code, ExitCode::kUsage);
    EXPECT_THAT(result.err, HasSubstr(std::string(flag) + ": expected UTF-8, got \"Zo\\xeb\""));
  }
  ASSERT_EQ(setenv("USER", "Zo\xeb", 1), 0);
  const CliResult result =
      RunCli(server_.address(), {"submit", "--model", "mlp", "--dataset", "mnist"});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_EQ(result.err,
            "palimpsest: the name of the user, \"Zo\\xeb\", is not UTF-8: say it with "
            "--user\n");
  ASSERT_EQ(unsetenv("USER"), 0);
  EXPECT_EQ(server_.calls(), 0);
}

TEST_F(SubmitCommandTest, FlagsComeAfterTheFileAndSetAfterFlags) {
  const std::string path = WriteJob("model: {name: mlp}\ndataset: {name: mnist}\nseed: 1\n");
  const CliResult result =
      RunCli(server_.address(), {"submit", path, "--model", "lenet5", "--dataset", "fashion-mnist",
                                 "--strategy", "sigma", "--name", "a: b", "--seed", "5", "--set",
                                 "seed=6", "--set", "scaling.parameters.k=2.5"});
  ASSERT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  const v1::JobSpec spec = server_.create_requests()[0].spec();
  EXPECT_EQ(spec.model().name(), "lenet5");
  EXPECT_EQ(spec.dataset().name(), "fashion-mnist");
  EXPECT_EQ(spec.scaling().strategy(), "sigma");
  EXPECT_EQ(spec.scaling().parameters().at("k"), 2.5);
  EXPECT_EQ(spec.display_name(), "a: b");
  EXPECT_EQ(spec.seed(), 6u);
}

TEST_F(SubmitCommandTest, StandardInputIsAJobFileToo) {
  const CliResult result =
      RunCli(server_.address(), {"submit", "-"}, "{\"model\": {\"name\": \"mlp\"}}");
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_EQ(server_.create_requests()[0].spec().model().name(), "mlp");
}

TEST_F(SubmitCommandTest, JsonPrintsTheJob) {
  const CliResult result =
      RunCli(server_.address(), {"submit", "--model", "mlp", "--format", "json"});
  const auto job = nlohmann::json::parse(result.out);
  EXPECT_EQ(job["name"], "jobs/1");
  EXPECT_EQ(job["state"], "QUEUED");
  EXPECT_EQ(job["spec"]["model"]["name"], "mlp");
}

TEST_F(SubmitCommandTest, ARetriedCallCarriesTheSameRequestId) {
  server_.FailCalls(2, grpc::Status(grpc::StatusCode::UNAVAILABLE, "restarting"));
  const CliResult result = RunCli(server_.address(), {"submit", "--model", "mlp", "--request-id",
                                                      "11111111-2222-4333-8444-555555555555"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  ASSERT_EQ(server_.create_requests().size(), 1u);
  EXPECT_EQ(server_.create_requests()[0].request_id(), "11111111-2222-4333-8444-555555555555");
}

TEST_F(SubmitCommandTest, ABadFileIsAUsageErrorThatReachesNoServer) {
  const std::string path = WriteJob("memory:\n  shred_bits: 8\n");
  const CliResult result = RunCli(server_.address(), {"submit", path});
  EXPECT_EQ(result.exit_code, ExitCode::kUsage);
  EXPECT_EQ(result.err, "palimpsest: " + path +
                            ":2: memory.shred_bits: unknown field; did you mean shared_bits?\n");
  EXPECT_EQ(server_.calls(), 0);
}

TEST_F(SubmitCommandTest, BadFlagsAreUsageErrors) {
  EXPECT_EQ(RunCli(server_.address(), {"submit", "--seed", "x"}).err,
            "palimpsest: --seed: seed: expected a whole number, got \"x\"\n");
  EXPECT_EQ(RunCli(server_.address(), {"submit", "--set", "seed"}).exit_code, ExitCode::kUsage);
  const CliResult nothing = RunCli(server_.address(), {"submit"});
  EXPECT_EQ(nothing.exit_code, ExitCode::kUsage);
  EXPECT_THAT(nothing.err, HasSubstr("nothing to submit: give a job file"));
  EXPECT_EQ(server_.calls(), 0);
}

TEST_F(SubmitCommandTest, WatchGoesOnUntilTheJobEnds) {
  v1::JobEvent end;
  *end.mutable_job() = SucceededJob(1);
  end.set_last(true);
  server_.SetEvents("jobs/1", {end});
  const CliResult result = RunCli(server_.address(), {"submit", "--model", "mlp", "--watch"});
  EXPECT_EQ(result.exit_code, ExitCode::kDone) << result.err;
  EXPECT_THAT(result.out, HasSubstr("jobs/1 is queued"));
  EXPECT_THAT(result.out, HasSubstr("jobs/1 succeeded in 3m 00s"));
}

}  // namespace
}  // namespace palimpsest
