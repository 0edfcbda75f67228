#include "server/server_options.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Parses a command line without its program; the options are those of the last call.
int Parse(std::vector<std::string> arguments, ServerOptions& options) {
  arguments.insert(arguments.begin(), "palimpsestd");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  return ParseServerOptions(static_cast<int>(argv.size()), argv.data(), options);
}

TEST(ServerOptionsTest, SlotsAreKindsWithCounts) {
  EXPECT_THAT(*ParseSlots("cpu:2,cuda:1"), ElementsAre("cpu", "cpu", "cuda"));
  EXPECT_THAT(*ParseSlots(""), IsEmpty());
  for (const absl::string_view bad :
       {"cpu", "cpu:", "cpu:0", "cpu:x", "tpu:1", "cpu:1,", "cpu:65"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseSlots(bad).status())) << bad;
  }
}

TEST(ServerOptionsTest, EveryFlagArrives) {
  ServerOptions options;
  ASSERT_EQ(Parse({"--listen", "127.0.0.1:0", "--port-file", "p", "--data-dir", "d", "--workers",
                   "", "--dataset", "mine=/tmp", "--lease-timeout", "2s", "--heartbeat-interval",
                   "200ms", "--worker-program", "w", "--engine-program", "e"},
                  options),
            -1);
  EXPECT_EQ(options.listen, "127.0.0.1:0");
  EXPECT_EQ(options.port_file, "p");
  EXPECT_EQ(options.database_path(), "d/palimpsest.db");
  EXPECT_THAT(options.slots, IsEmpty());
  EXPECT_EQ(options.datasets.at("mine"), "/tmp");
  EXPECT_EQ(options.lease_timeout, absl::Seconds(2));
  EXPECT_EQ(options.heartbeat_interval, absl::Milliseconds(200));
  EXPECT_EQ(options.worker_program, "w");
  EXPECT_EQ(options.engine_program, "e");
}

TEST(ServerOptionsTest, MistakesEndWithTwo) {
  for (const std::vector<std::string>& bad : std::vector<std::vector<std::string>>{
           {"--nonsense"},
           {"--workers", "tpu:1"},
           {"--dataset", "mine"},
           {"--dataset", "mine=/does/not/exist"},
           {"--lease-timeout", "soon", "--dataset", "mine=/tmp"},
           {"--heartbeat-interval", "20s", "--dataset", "mine=/tmp"},
           {"--listen", "0.0.0.0:7117", "--dataset", "mine=/tmp"}}) {
    ServerOptions options;
    EXPECT_EQ(Parse(bad, options), 2) << bad[0];
  }
}

TEST(ServerOptionsTest, OtherMachinesAreLetInOnlyInSoManyWords) {
  ServerOptions options;
  options.listen = "0.0.0.0:7117";
  EXPECT_THAT(std::string(options.Validate().message()), HasSubstr("--insecure"));
  options.insecure = true;
  EXPECT_TRUE(options.Validate().ok());
}

TEST(ServerOptionsTest, HelpAndVersionEndWithZero) {
  ServerOptions options;
  EXPECT_EQ(Parse({"--help"}, options), 0);
  EXPECT_EQ(Parse({"--version"}, options), 0);
}

}  // namespace
}  // namespace palimpsest
