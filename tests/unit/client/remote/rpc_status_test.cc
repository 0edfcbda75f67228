#include "client/remote/rpc_status.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

Address Server(const std::string& text) { return *Address::ParseDial("--server", text); }

TEST(RpcStatusTest, OkStaysOk) { EXPECT_TRUE(FromRpc(grpc::Status::OK, Server("x:1")).ok()); }

TEST(RpcStatusTest, AnUnreachableServerIsNamedWithItsReasonAndTheWayOut) {
  const grpc::Status status(grpc::StatusCode::UNAVAILABLE,
                            "failed to connect to all addresses; last error: UNKNOWN: "
                            "ipv4:127.0.0.1:7117: Failed to connect to remote host: Connection "
                            "refused");
  EXPECT_EQ(FromRpc(status, Server("lab:7117")),
            absl::UnavailableError(
                "cannot reach the server at lab:7117 (Connection refused): start it with "
                "'palimpsestd', or name another one with --server or PALIMPSEST_SERVER"));
}

TEST(RpcStatusTest, AProxyInTheWayIsNamedWithTheWayPastIt) {
  ASSERT_EQ(setenv("http_proxy", "http://ada:secret@proxy:3128", 1), 0);
  const grpc::Status status(grpc::StatusCode::UNAVAILABLE, "connection refused");
  const std::string far(FromRpc(status, Server("lab:7117")).message());
  const std::string near(FromRpc(status, Server("127.0.0.1:7117")).message());
  ASSERT_EQ(unsetenv("http_proxy"), 0);
  EXPECT_NE(far.find("the environment's http_proxy=http://proxy:3128 puts a proxy before it; set "
                     "no_proxy=lab to go past it, or "),
            std::string::npos)
      << far;
  EXPECT_EQ(far.find("secret"), std::string::npos);
  EXPECT_EQ(near.find("proxy"), std::string::npos) << near;
}

TEST(RpcStatusTest, ASilentServerIsNamedWithTheWayOut) {
  const absl::Status status = FromRpc(
      grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "Deadline Exceeded"), Server("lab:7117"));
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(status.message().substr(0, 48), "the server at lab:7117 does not answer in time: ");
}

TEST(RpcStatusTest, EveryBadFieldIsNamed) {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field("spec.memory.bits");
  violation->set_description("must be 2 to 8, got 9");
  violation = bad_request.add_field_violations();
  violation->set_field("request_id");
  violation->set_description("must be a UUID");
  google::rpc::Status details;
  details.add_details()->PackFrom(google::rpc::ErrorInfo());
  details.add_details()->PackFrom(bad_request);
  const grpc::Status status(grpc::StatusCode::INVALID_ARGUMENT, "bad spec",
                            details.SerializeAsString());
  EXPECT_EQ(
      FromRpc(status, Server("lab:7117")),
      absl::InvalidArgumentError("memory.bits: must be 2 to 8, got 9; request_id: must be a UUID"));
}

TEST(RpcStatusTest, WithoutUsableDetailsTheServersMessageCounts) {
  EXPECT_EQ(
      FromRpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no such job", "\xff\xff"), Server("x:1")),
      absl::NotFoundError("no such job"));
  EXPECT_EQ(FromRpc(grpc::Status(grpc::StatusCode::INTERNAL, ""), Server("x:1")),
            absl::InternalError("the server at x:1 reports INTERNAL"));
}

TEST(RpcStatusTest, AnErrorIsOneLine) {
  EXPECT_EQ(ErrorLine(absl::InternalError("a\nb\x1b[0m")), "palimpsest: a\\nb\\x1b[0m");
}

}  // namespace
}  // namespace palimpsest
