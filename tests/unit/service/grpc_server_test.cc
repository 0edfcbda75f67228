#include "server/service/grpc_server.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/jobs.grpc.pb.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;

TEST(GrpcServerTest, TellsThePortThatTheSystemChose) {
  v1::Jobs::CallbackService service;
  const auto server = GrpcServer::Start(Address().WithPort(0), {&service});
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_GT((*server)->port(), 0);
}

TEST(GrpcServerTest, APortInUseIsRefusedByName) {
  v1::Jobs::CallbackService first_service;
  v1::Jobs::CallbackService second_service;
  const auto first = GrpcServer::Start(Address().WithPort(0), {&first_service});
  ASSERT_TRUE(first.ok()) << first.status();
  const Address address = Address().WithPort((*first)->port());
  const auto second = GrpcServer::Start(address, {&second_service});
  EXPECT_TRUE(absl::IsFailedPrecondition(second.status()));
  EXPECT_EQ(second.status().message(),
            absl::StrCat("--listen: cannot listen on ", address.text(),
                         ": another server is running there, or another program; choose another "
                         "port"));
}

TEST(GrpcServerTest, AnAddressOfAnotherMachineIsRefusedByName) {
  v1::Jobs::CallbackService service;
  // Kept for documentation: nobody's.
  const auto server = GrpcServer::Start(*Address::ParseListen("", "192.0.2.1:7117"), {&service});
  EXPECT_TRUE(absl::IsFailedPrecondition(server.status()));
  EXPECT_EQ(server.status().message(),
            "--listen: cannot listen on 192.0.2.1:7117: it is no address of this machine; see 'ip "
            "address'");
}

TEST(GrpcServerTest, ASocketInAMissingFolderIsRefusedByName) {
  v1::Jobs::CallbackService service;
  const auto server =
      GrpcServer::Start(*Address::ParseListen("", "unix:/no/such/folder/s"), {&service});
  EXPECT_THAT(std::string(server.status().message()),
              HasSubstr("unix:/no/such/folder/s: No such file or directory"));
}

}  // namespace
}  // namespace palimpsest
