#include "server/service/server_service.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

using ServerServiceTest = ServiceFixture;

TEST_F(ServerServiceTest, InfoCountsJobsAndNamesWhatJobsMayUse) {
  Create();
  CreateAndLease();
  v1::ServerInfo info;
  ASSERT_TRUE(
      Call(*info_, &v1::Server::StubInterface::GetServerInfo, v1::GetServerInfoRequest(), &info)
          .ok());
  EXPECT_EQ(info.queued_jobs(), 1);
  EXPECT_EQ(info.running_jobs(), 1);
  EXPECT_EQ(info.ended_jobs(), 0);
  EXPECT_EQ(info.workers(), 1);
  EXPECT_THAT(info.models(), Contains("lenet5"));
  EXPECT_THAT(info.datasets(), ElementsAre("fashion-mnist"));
  EXPECT_THAT(info.strategies(), Contains("overlap"));
  EXPECT_GT(info.schema_version(), 0);
}

}  // namespace
}  // namespace palimpsest
