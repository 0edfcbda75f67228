#include "server/palimpsest_server.h"

#include <string>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

ServerOptions Options(const std::string& data_dir) {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.data_dir = data_dir;
  return options;
}

TEST(PalimpsestServerTest, StartsStopsAndStartsAgainOnTheSameData) {
  const TemporaryDirectory folder;
  for (int round = 0; round < 2; ++round) {
    const auto server = PalimpsestServer::Start(Options(folder.path()));
    ASSERT_TRUE(server.ok()) << server.status();
    EXPECT_GT((*server)->port(), 0);
  }
}

TEST(PalimpsestServerTest, ASecondServerOnTheSameDataIsRefused) {
  const TemporaryDirectory folder;
  const auto first = PalimpsestServer::Start(Options(folder.path()));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = PalimpsestServer::Start(Options(folder.path()));
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status())) << second.status();
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(folder.path()));
}

TEST(PalimpsestServerTest, ADataDirThatCannotBeMadeIsNamed) {
  const TemporaryDirectory folder;
  ASSERT_TRUE(WriteFileAtomically(folder.path() + "/file", "x").ok());
  const auto server = PalimpsestServer::Start(Options(folder.path() + "/file/data"));
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("--data-dir"));
}

TEST(PalimpsestServerTest, AWorkerProgramThatIsMissingIsNamed) {
  const TemporaryDirectory folder;
  ServerOptions options = Options(folder.path());
  options.slots = {"cpu"};
  options.worker_program = folder.path() + "/no-worker";
  const auto server = PalimpsestServer::Start(options);
  ASSERT_FALSE(server.ok());
  EXPECT_THAT(std::string(server.status().message()), HasSubstr("no-worker"));
}

}  // namespace
}  // namespace palimpsest
