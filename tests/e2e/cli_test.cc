#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "test_paths.h"
#include "tests/e2e/cli_process.h"
#include "tests/support/jobs_client.h"
#include "tests/support/server_process.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::nlohmann::json;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kTiny = PALIMPSEST_EXAMPLES "/tiny.yaml";

// The real programs from the CLI down to LibTorch, on Fashion-MNIST; one server for all tests.
class CliTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryDirectory();
    ServerProcessOptions options;
    options.data_dir = folder_->path() + "/data";
    options.lease_timeout = absl::Seconds(15);
    auto server = ServerProcess::Start(options);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = server->release();
  }

  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
    delete folder_;
    folder_ = nullptr;
  }

  static CliOutcome RunCli(const std::vector<std::string>& arguments) {
    return RunPalimpsest(folder_->path(), server_->address(), arguments);
  }

  static json RunJson(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--format", "json"});
    const CliOutcome outcome = RunCli(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(outcome.out, /*cb=*/nullptr, /*allow_exceptions=*/false);
  }

  // Submits the tiny job with these changes and returns its name.
  static std::string Submit(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"submit", kTiny});
    const CliOutcome outcome = RunCli(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return std::string(absl::StripSuffix(outcome.out, "\n"));
  }

  // The name of a tiny job that has succeeded, the same for all tests.
  static const std::string& FinishedJob() {
    static const auto& name = *new std::string([] {
      const std::string job = Submit({"--set", "equal_capacity_baseline=true"});
      const CliOutcome watch = RunCli({"watch", job});
      EXPECT_EQ(watch.exit_code, 0) << watch.out << watch.err;
      return job;
    }());
    return name;
  }

  static TemporaryDirectory* folder_;
  static ServerProcess* server_;
};

TemporaryDirectory* CliTest::folder_ = nullptr;
ServerProcess* CliTest::server_ = nullptr;

TEST_F(CliTest, SubmitAndWatchInAPipeShowsPlainLinesUntilTheJobSucceeds) {
  const CliOutcome outcome = RunCli({"submit", kTiny, "--watch", "--name", "pipe"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("jobs/"));
  EXPECT_THAT(outcome.out,
              HasSubstr(" is queued: lenet5 on fashion-mnist, overlap, 8 bits, 8 shared\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\nrunning: attempt 1 on workers/"));
  // Of short phases a fast machine shows none.
  EXPECT_THAT(outcome.out, ContainsRegex("\n[a-z]+ [0-9]+ %"));
  EXPECT_THAT(outcome.out, ContainsRegex("\nfloating point: accuracy [0-9.]+ %\n"));
  EXPECT_THAT(outcome.out, HasSubstr(" succeeded in "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(CliTest, WatchInJsonIsAnEventALineAndTheLastOneIsMarked) {
  const CliOutcome outcome = RunCli({"watch", FinishedJob(), "--format", "json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::istringstream lines(outcome.out);
  std::vector<json> events;
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  ASSERT_GE(events.size(), 4u);
  EXPECT_TRUE(events.front().contains("job"));
  EXPECT_EQ(events.back()["last"], true);
  EXPECT_EQ(events.back()["job"]["state"], "SUCCEEDED");
  int metrics = 0;
  for (size_t i = 1; i < events.size(); ++i) {
    EXPECT_EQ(events[i]["sequence"], absl::StrCat(i)) << "none is missing, none comes twice";
    metrics += events[i].contains("metric") ? 1 : 0;
  }
  EXPECT_GT(metrics, 0);
}

TEST_F(CliTest, ShowAndLsTellAboutTheJob) {
  const CliOutcome show = RunCli({"show", FinishedJob()});
  EXPECT_EQ(show.exit_code, 0) << show.err;
  for (const char* text : {"state       succeeded in ", "ATTEMPT", "ACCURACY",
                           "plain 4 bits, final", "CLIP (ALPHA)", "conv1.weight", "provenance"}) {
    EXPECT_THAT(show.out, HasSubstr(text));
  }
  EXPECT_THAT(RunCli({"ls", "--state", "succeeded"}).out, HasSubstr(FinishedJob() + " "));
}

TEST_F(CliTest, JsonHasTheNamesThatScriptsRelyOn) {
  const json job = RunJson({"show", FinishedJob()});
  EXPECT_EQ(job["name"], FinishedJob());
  EXPECT_EQ(job["state"], "SUCCEEDED");
  for (const char* name :
       {"float_accuracy", "plain_accuracy", "one_shot_accuracy", "final_accuracy"}) {
    ASSERT_TRUE(job["result"][name].is_number()) << name;
    EXPECT_GT(job["result"][name], 0.0) << name;
    EXPECT_LE(job["result"][name], 1.0) << name;
  }
  EXPECT_NEAR(job["result"]["capacity_factor"].get<double>(), 1.9, 0.1);
  EXPECT_NEAR(job["result"]["cells_per_weight"].get<double>(), 4.2, 0.2);
  ASSERT_FALSE(job["result"]["layers"].empty());
  for (const json& layer : job["result"]["layers"]) {
    EXPECT_TRUE(layer["name"].is_string());
    for (const char* name : {"alpha", "delta", "sqnr_db"}) {
      ASSERT_TRUE(layer[name].is_number()) << name;
      EXPECT_GT(layer[name], 0.0) << name;
    }
  }
  EXPECT_TRUE(RunJson({"ls"}).is_array());
  EXPECT_EQ(RunJson({"worker", "ls"})[0]["slot_kind"], "cpu");
  EXPECT_TRUE(RunJson({"server", "status"})["database_path"].is_string());
  EXPECT_TRUE(RunJson({"artifact", "ls", FinishedJob()})[0]["sha256"].is_string());
}

TEST_F(CliTest, ResultsSayTheSameInThreeFormats) {
  const std::string columns = "job,bits,final_accuracy,equal_capacity_final_accuracy";
  const std::vector<std::string> command = {"results", FinishedJob(), "--columns", columns};
  const json rows = RunJson(command);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["job"], FinishedJob());
  EXPECT_EQ(rows[0]["final_accuracy"],
            RunJson({"show", FinishedJob()})["result"]["final_accuracy"]);
  std::vector<std::string> csv = command;
  csv.insert(csv.end(), {"--format", "csv"});
  EXPECT_EQ(RunCli(csv).out,
            absl::StrCat(columns, "\n", FinishedJob(), ",8,", rows[0]["final_accuracy"].dump(), ",",
                         rows[0]["equal_capacity_final_accuracy"].dump(), "\n"));
  EXPECT_THAT(RunCli(command).out, HasSubstr(" %"));
}

TEST_F(CliTest, ArtifactsAreVerifiedBitForBit) {
  const CliOutcome outcome = RunCli({"artifact", "verify", FinishedJob()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("identical"));
  EXPECT_THAT(outcome.out, HasSubstr(FinishedJob() + " is verified: "));
}

TEST_F(CliTest, EveryArtifactCanBeFetched) {
  for (const char* name :
       {"memory_image.plm", "quantized_weights.safetensors", "model.safetensors", "metrics.csv"}) {
    const std::string path = folder_->path() + "/" + name;
    const CliOutcome outcome = RunCli({"artifact", "get", FinishedJob(), name, "-o", path});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_GT(*FileSizeBytes(path), 0) << name;
  }
}

TEST_F(CliTest, LogsOfAFinishedJobEndByThemselves) {
  const CliOutcome outcome = RunCli({"logs", FinishedJob()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(CliTest, ARunningJobIsCancelledAndItsWatchExitsWith1) {
  const std::string job = Submit({"--set", "training.sgd.epochs=1000", "--seed", "9"});
  JobsClient(server_->address()).WaitForMidRun(job, /*attempt=*/1);
  const CliOutcome cancel = RunCli({"cancel", job});
  EXPECT_EQ(cancel.exit_code, 0) << cancel.err;
  const CliOutcome watch = RunCli({"watch", job});
  EXPECT_EQ(watch.exit_code, 1);
  EXPECT_EQ(watch.err, absl::StrCat("palimpsest: ", job, " was cancelled\n"));
  const CliOutcome again = RunCli({"cancel", job});
  EXPECT_EQ(again.exit_code, 6);
  EXPECT_THAT(again.err, StartsWith("palimpsest: "));
  EXPECT_THAT(again.err, HasSubstr(job));
}

TEST_F(CliTest, ARepeatedRequestIsTheSameJob) {
  const std::vector<std::string> id = {"--request-id", "6ba7b810-9dad-41d1-80b4-00c04fd430c8"};
  const std::string job = Submit(id);
  EXPECT_EQ(Submit(id), job);
  std::vector<std::string> other = {"submit", kTiny, "--seed", "5"};
  other.insert(other.end(), id.begin(), id.end());
  EXPECT_EQ(RunCli(other).exit_code, 7);
  EXPECT_EQ(RunCli({"watch", job}).exit_code, 0);
}

TEST_F(CliTest, EachErrorIsOneLineWithItsExitCode) {
  const std::string bad_file = folder_->path() + "/bad.yaml";
  ASSERT_TRUE(
      WriteFileAtomically(bad_file, "model: {name: lenet5}\nmemory:\n  shred_bits: 8\n").ok());
  const struct {
    std::vector<std::string> arguments;
    int exit_code;
    std::string error;
  } cases[] = {
      {{"show", "999999"}, 4, "jobs/999999"},
      {{"watch", "999999"}, 4, "jobs/999999"},
      {{"artifact", "get", "999999", "metrics.csv"}, 4, "jobs/999999"},
      {{"artifact", "get", FinishedJob(), "metric.csv"}, 4, "did you mean metrics.csv?"},
      {{"submit", bad_file},
       2,
       bad_file + ":3: memory.shred_bits: unknown field; did you mean shared_bits?"},
      {{"submit", kTiny, "--set", "memory.bits=9"}, 2, "palimpsest: memory.bits: "},
      {{"submit", kTiny, "--set", "memory.shared_bits=3"}, 2, "palimpsest: memory.shared_bits: "},
      {{"submit", kTiny, "--set", "training.sgd.epochs=-1"},
       2,
       "palimpsest: training.sgd.epochs: "},
      {{"submit", kTiny, "--model", "lenet6"}, 2, "palimpsest: model.name: "},
      {{"submit", kTiny, "--dataset", "imagenet"}, 2, "palimpsest: dataset.name: "},
      {{"submit", kTiny, "--strategy", "guess"}, 2, "palimpsest: scaling.strategy: "},
      {{"cancel", FinishedJob()}, 6, FinishedJob()},
      {{"bogus"}, 2, "unknown verb"},
  };
  for (const auto& test : cases) {
    const CliOutcome outcome = RunCli(test.arguments);
    EXPECT_EQ(outcome.exit_code, test.exit_code) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("palimpsest: "));
    EXPECT_THAT(outcome.err, HasSubstr(test.error));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(CliTest, AServerThatIsNotThereIsTheExitCode3) {
  const CliOutcome outcome = RunPalimpsest(folder_->path(), "127.0.0.1:1", {"ls"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, StartsWith("palimpsest: cannot reach the server at 127.0.0.1:1 "));
}

}  // namespace
}  // namespace palimpsest
