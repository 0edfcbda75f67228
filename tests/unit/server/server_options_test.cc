#include "server/server_options.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class ServerOptionsTest : public ::testing::Test {
 protected:
  // Reads `flags`, after a data set that exists unless they name one.
  int Parse(std::vector<std::string> flags) {
    flags.insert(flags.begin(), "palimpsestd");
    std::vector<char*> argv;
    for (std::string& flag : flags) argv.push_back(flag.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int exit_code =
        ParseServerOptions(static_cast<int>(argv.size()), argv.data(), options_, machine_);
    stdout_ = ::testing::internal::GetCapturedStdout();
    stderr_ = ::testing::internal::GetCapturedStderr();
    return exit_code;
  }

  std::string Dataset() const { return "mnist=" + folder_.path(); }

  TemporaryDirectory folder_;
  Machine machine_{/*datasets=*/{}, /*count_cuda_devices=*/[] { return 1; }};
  ServerOptions options_;
  std::string stdout_;
  std::string stderr_;
};

TEST_F(ServerOptionsTest, DefaultsAreOneCpuWorkerOnLoopbackAndProgramsBesideThisOne) {
  ASSERT_EQ(Parse({"--dataset", Dataset()}), -1) << stderr_;
  EXPECT_EQ(options_.listen.text(), "127.0.0.1:7117");
  EXPECT_THAT(options_.slots, ElementsAre("cpu"));
  EXPECT_THAT(options_.datasets, ElementsAre(Pair("mnist", folder_.path())));
  EXPECT_EQ(options_.lease_timeout, absl::Seconds(15));
  EXPECT_EQ(options_.heartbeat_interval, absl::Seconds(2));
  EXPECT_THAT(options_.worker_program, EndsWith("/palimpsest-worker"));
  EXPECT_THAT(options_.engine_program, EndsWith("/palimpsest-engine"));
  EXPECT_THAT(options_.data_dir, EndsWith("/palimpsest"));
}

TEST_F(ServerOptionsTest, EveryFlagArrives) {
  ASSERT_EQ(Parse({"--listen",
                   "127.0.0.1:0",
                   "--port-file",
                   "p",
                   "--data-dir",
                   "/data",
                   "--workers",
                   "cpu:2,cuda:1",
                   "--dataset",
                   Dataset(),
                   "--dataset",
                   "other=" + folder_.path(),
                   "--lease-timeout",
                   "1m",
                   "--heartbeat-interval",
                   "500ms",
                   "--worker-program",
                   "w",
                   "--engine-program",
                   "e"}),
            -1)
      << stderr_;
  EXPECT_EQ(options_.listen.text(), "127.0.0.1:0");
  EXPECT_EQ(options_.port_file, "p");
  EXPECT_EQ(options_.database_path(), "/data/palimpsest.db");
  EXPECT_EQ(options_.artifact_dir(), "/data/artifacts");
  EXPECT_EQ(options_.work_dir(), "/data/work");
  EXPECT_EQ(options_.cache_dir(), "/data/cache");
  EXPECT_THAT(options_.slots, ElementsAre("cpu", "cpu", "cuda"));
  EXPECT_EQ(options_.datasets.size(), 2u);
  EXPECT_EQ(options_.lease_timeout, absl::Minutes(1));
  EXPECT_EQ(options_.heartbeat_interval, absl::Milliseconds(500));
  EXPECT_EQ(options_.worker_program, "w");
  EXPECT_EQ(options_.engine_program, "e");
}

TEST_F(ServerOptionsTest, HelpAndVersionEndWithSuccess) {
  EXPECT_EQ(Parse({"--help"}), 0);
  EXPECT_THAT(stdout_, HasSubstr("Examples:"));
  EXPECT_EQ(Parse({"--version"}), 0);
  EXPECT_THAT(stdout_, HasSubstr("0.1"));
}

TEST_F(ServerOptionsTest, AMistakeIsOneLineThatNamesTheFlag) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes = {
      {{"--workers", "cpu"}, "--workers: \"cpu\""},
      {{"--workers", "tpu:1"}, "--workers: \"tpu:1\""},
      {{"--workers", "cpu:0"}, "--workers: \"cpu:0\""},
      {{"--dataset", "mnist"}, "--dataset: \"mnist\" is not NAME=DIR"},
      {{"--dataset", "mnist=/no/such/folder"}, "/no/such/folder of mnist"},
      {{"--lease-timeout", "soon"}, "--lease-timeout: \"soon\""},
      {{"--lease-timeout", "-1s"}, "--lease-timeout: must be 10ms to 24h, got -1s"},
      {{"--lease-timeout", "0"}, "--lease-timeout: must be 10ms to 24h, got 0"},
      {{"--lease-timeout", "inf"}, "--lease-timeout: must be 10ms to 24h, got inf"},
      {{"--heartbeat-interval", "1ns"}, "--heartbeat-interval: must be 10ms to 24h, got 1ns"},
      {{"--heartbeat-interval", "10s"}, "--heartbeat-interval, got 15s and 10s"},
      {{"--listen", "0.0.0.0:7117"}, "--listen: 0.0.0.0:7117 is open to other machines"},
      {{"--listen", ""}, "--listen: \"\" is no address"},
      {{"--listen", "127.0.0.1"}, "--listen: \"127.0.0.1\" has no port"},
      {{"--listen", "127.0.0.1:65536"}, "--listen: \"127.0.0.1:65536\" has the port \"65536\""},
      {{"--workers", "cuda:2"},
       "--workers: cuda:2 is more than the NVIDIA devices of this machine, 1"},
      {{"--no-such-flag"}, "--no-such-flag"},
  };
  for (const auto& [flags, text] : mistakes) {
    std::vector<std::string> all = flags;
    if (flags[0] != "--dataset") all.insert(all.end(), {"--dataset", Dataset()});
    EXPECT_EQ(Parse(all), 2) << text;
    EXPECT_THAT(stderr_, HasSubstr(text));
  }
}

TEST_F(ServerOptionsTest, DataSetsAreAddedToThoseOfTheMachine) {
  machine_.datasets = {{"fashion-mnist", folder_.path()}, {"absent", "/no/such/folder"}};
  ASSERT_EQ(Parse({"--dataset", Dataset()}), -1) << stderr_;
  EXPECT_THAT(options_.datasets,
              ElementsAre(Pair("fashion-mnist", folder_.path()), Pair("mnist", folder_.path())));
}

TEST_F(ServerOptionsTest, ADataSetOfAFlagTakesThePlaceOfTheMachines) {
  machine_.datasets = {{"mnist", "/"}};
  ASSERT_EQ(Parse({"--dataset", Dataset()}), -1) << stderr_;
  EXPECT_THAT(options_.datasets, ElementsAre(Pair("mnist", folder_.path())));
}

TEST_F(ServerOptionsTest, ADataSetThatIsNamedTwiceIsRefused) {
  EXPECT_EQ(Parse({"--dataset", Dataset(), "--dataset", "mnist=/"}), 2);
  EXPECT_THAT(stderr_,
              HasSubstr("--dataset: mnist is named twice, as " + folder_.path() + " and as /"));
}

TEST_F(ServerOptionsTest, AServerWithoutADataSetIsRefused) {
  EXPECT_EQ(Parse({}), 2);
  EXPECT_THAT(stderr_, HasSubstr("--dataset: there is none"));
}

TEST_F(ServerOptionsTest, DevicesAreOnlyCountedForTheirSlots) {
  machine_.count_cuda_devices = []() -> int {
    ADD_FAILURE() << "nobody asked";
    return 0;
  };
  EXPECT_EQ(Parse({"--workers", "cpu:1", "--dataset", Dataset()}), -1);
  EXPECT_EQ(Parse({"--workers", "", "--dataset", Dataset()}), -1);
}

TEST_F(ServerOptionsTest, AnOpenAddressNeedsInsecure) {
  EXPECT_EQ(Parse({"--listen", "0.0.0.0:7117", "--insecure", "--dataset", Dataset()}), -1);
  EXPECT_EQ(Parse({"--listen", "[::1]:7117", "--dataset", Dataset()}), -1);
  EXPECT_EQ(Parse({"--listen", "unix:/run/palimpsest.sock", "--dataset", Dataset()}), -1);
}

TEST(ParseSlotsTest, SlotsAreKindsWithCounts) {
  EXPECT_THAT(*ParseSlots("cpu:2,cuda:1"), ElementsAre("cpu", "cpu", "cuda"));
  EXPECT_THAT(*ParseSlots(""), IsEmpty());
  for (const absl::string_view bad :
       {"cpu", "cpu:", "cpu:0", "cpu:x", "tpu:1", "cpu:1,", "cpu:65"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseSlots(bad).status())) << bad;
  }
}

}  // namespace
}  // namespace palimpsest
