#include "common/rpc/channel.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "palimpsest/v1/server.grpc.pb.h"
#include "tests/support/scoped_environment.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

// Answers, or fails a number of times before that.
class FakeServer final : public v1::Server::Service {
 public:
  explicit FakeServer(const std::string& listen, int failures = 0) : failures_(failures) {
    const Address address = *Address::ParseListen("", listen);
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(listen, MakeServerCredentials(address), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = address.WithPort(port).text();
  }

  Address address() const { return *Address::ParseDial("", address_); }
  int calls() const { return calls_; }

 private:
  grpc::Status GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*,
                             v1::ServerInfo* info) override {
    if (calls_++ < failures_) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "not yet");
    info->set_build_id("here");
    return grpc::Status::OK;
  }

  const int failures_;
  // Written by one call after the other.
  int calls_ = 0;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

grpc::Status Ask(const Address& address, const ChannelOptions& options, std::string& build_id) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  v1::ServerInfo info;
  const grpc::Status status = v1::Server::NewStub(MakeChannel(address, options))
                                  ->GetServerInfo(&context, v1::GetServerInfoRequest(), &info);
  build_id = info.build_id();
  return status;
}

// Every variable that gRPC looks at names a port where nobody listens.
class DeadProxy {
 private:
  static constexpr char kNowhere[] = "http://127.0.0.1:9";
  ScopedEnvironment grpc_proxy_{"grpc_proxy", kNowhere};
  ScopedEnvironment https_proxy_{"https_proxy", kNowhere};
  ScopedEnvironment http_proxy_{"http_proxy", kNowhere};
  ScopedEnvironment no_grpc_proxy_{"no_grpc_proxy", absl::nullopt};
  ScopedEnvironment no_proxy_{"no_proxy", absl::nullopt};
};

TEST(Channel, GoesToLoopbackPastAProxy) {
  const DeadProxy proxy;
  const FakeServer server("127.0.0.1:0");
  std::string build_id;
  const grpc::Status status = Ask(server.address(), ChannelOptions(), build_id);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(build_id, "here");
}

TEST(Channel, GoesToAUnixSocketPastAProxy) {
  const DeadProxy proxy;
  const TemporaryDirectory folder;
  const FakeServer server(absl::StrCat("unix:", folder.path(), "/s"));
  std::string build_id;
  const grpc::Status status = Ask(server.address(), ChannelOptions(), build_id);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(build_id, "here");
}

TEST(Channel, GoesElsewhereThroughTheProxy) {
  const DeadProxy proxy;
  std::string build_id;
  // A name that is kept for documentation: only the proxy is asked.
  const grpc::Status status =
      Ask(*Address::ParseDial("", "lab7.example:7117"), ChannelOptions(), build_id);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(status.error_message(), ::testing::HasSubstr("127.0.0.1:9"));
}

TEST(Channel, RepeatsWhatIsSafeToRepeatWhileTheServerIsUnavailable) {
  for (const std::string method : {"palimpsest.v1.Server", "palimpsest.v1.Server/GetServerInfo"}) {
    const FakeServer server("127.0.0.1:0", /*failures=*/2);
    ChannelOptions options;
    options.retried_methods = {"palimpsest.v1.Jobs", method};
    options.first_retry_delay = absl::Milliseconds(1);
    std::string build_id;
    const grpc::Status status = Ask(server.address(), options, build_id);
    EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
    EXPECT_EQ(server.calls(), 3);
  }
}

TEST(Channel, RepeatsNothingElse) {
  const FakeServer server("127.0.0.1:0", /*failures=*/1);
  ChannelOptions options;
  options.retried_methods = {"palimpsest.v1.Jobs", "palimpsest.v1.Server/Other"};
  std::string build_id;
  EXPECT_EQ(Ask(server.address(), options, build_id).error_message(), "not yet");
  EXPECT_EQ(server.calls(), 1);
}

}  // namespace
}  // namespace palimpsest
