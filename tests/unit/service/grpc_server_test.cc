#include "server/service/grpc_server.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.grpc.pb.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

TEST(GrpcServerTest, TellsThePortThatTheSystemChose) {
  v1::Jobs::CallbackService service;
  const auto server = GrpcServer::Start("127.0.0.1:0", {&service});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_GT((*server)->port(), 0);
}

TEST(GrpcServerTest, APortInUseIsRefusedByName) {
  v1::Jobs::CallbackService first_service;
  v1::Jobs::CallbackService second_service;
  const auto first = GrpcServer::Start("127.0.0.1:0", {&first_service});
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string address = "127.0.0.1:" + std::to_string((*first)->port());
  const auto second = GrpcServer::Start(address, {&second_service});
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(address));
}

}  // namespace
}  // namespace palimpsest
