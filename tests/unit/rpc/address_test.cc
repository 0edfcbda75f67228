#include "common/rpc/address.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/scoped_environment.h"

namespace palimpsest {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Address Dial(absl::string_view text) { return *Address::ParseDial("--server", text); }

TEST(Address, IsAHostWithAPort) {
  const Address address = Dial("lab7.example.org:7117");
  EXPECT_EQ(address.text(), "lab7.example.org:7117");
  EXPECT_EQ(address.host(), "lab7.example.org");
  EXPECT_EQ(address.port(), 7117);
  EXPECT_FALSE(address.is_local());
  EXPECT_FALSE(address.is_unix_socket());
}

TEST(Address, MayBeIPv6InBrackets) {
  const Address address = Dial("[2001:db8::1]:65535");
  EXPECT_EQ(address.host(), "2001:db8::1");
  EXPECT_EQ(address.port(), 65535);
  EXPECT_EQ(address.text(), "[2001:db8::1]:65535");
}

TEST(Address, MayBeAUnixSocket) {
  const Address address = Dial("unix:/run/palimpsest.sock");
  EXPECT_TRUE(address.is_unix_socket());
  EXPECT_TRUE(address.is_local());
  EXPECT_EQ(address.text(), "unix:/run/palimpsest.sock");
  EXPECT_EQ(address.WithPort(5).text(), address.text());
}

TEST(Address, LoopbackIsLocal) {
  EXPECT_TRUE(Dial("127.0.0.1:1").is_local());
  EXPECT_TRUE(Dial("127.8.8.8:1").is_local());
  EXPECT_FALSE(Dial("127.example.org:1").is_local());
  EXPECT_TRUE(Dial("LocalHost:1").is_local());
  EXPECT_TRUE(Dial("[::1]:1").is_local());
  EXPECT_FALSE(Dial("0.0.0.0:1").is_local());
  EXPECT_FALSE(Dial("128.0.0.1:1").is_local());
  EXPECT_FALSE(Dial("localhost.example.org:1").is_local());
}

TEST(Address, AWildcardIsReachedOverLoopback) {
  EXPECT_EQ(Dial("0.0.0.0:7117").ForThisMachine().text(), "127.0.0.1:7117");
  EXPECT_EQ(Dial("[::]:7117").ForThisMachine().text(), "[::1]:7117");
  EXPECT_EQ(Dial("lab7:7117").ForThisMachine().text(), "lab7:7117");
}

TEST(Address, OnlyAListeningAddressLeavesThePortToTheSystem) {
  ASSERT_TRUE(Address::ParseListen("--listen", "127.0.0.1:0").ok());
  EXPECT_EQ(Address::ParseListen("--listen", "127.0.0.1:0")->WithPort(8).text(), "127.0.0.1:8");
  EXPECT_EQ(Address::ParseDial("--server", "127.0.0.1:0").status().message(),
            "--server: \"127.0.0.1:0\" has the port \"0\", which is none of 1 to 65535; give "
            "HOST:PORT or unix:PATH");
}

struct BadAddress {
  std::string text;
  std::string reason;
};

class BadAddressTest : public ::testing::TestWithParam<BadAddress> {};

TEST_P(BadAddressTest, IsRefusedByFlagAndText) {
  const absl::Status status = Address::ParseDial("--server", GetParam().text).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_THAT(std::string(status.message()),
              AllOf(StartsWith(absl::StrCat("--server: \"", GetParam().text, "\"")),
                    HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadAddressTest,
    ::testing::Values(
        BadAddress{"", "is no address"}, BadAddress{"lab7", "has no port"},
        BadAddress{"lab7:", "has the port \"\""}, BadAddress{":7117", "has no valid host"},
        BadAddress{"lab7:65536", "none of 1 to 65535"},
        BadAddress{"lab7:-1", "has the port \"-1\""}, BadAddress{"lab7:+1", "has the port \"+1\""},
        BadAddress{"lab7: 1", "has the port \" 1\""},
        BadAddress{"lab7:99999999999999999999", "none of 1 to 65535"},
        BadAddress{"lab7:http", "has the port \"http\""}, BadAddress{"::1", "has no port"},
        BadAddress{"::1:7117", "has no port"}, BadAddress{"[::1]", "has no port"},
        BadAddress{"[]:1", "has no valid host"}, BadAddress{"a b:1", "has no valid host"},
        BadAddress{"http://lab7:7117", "is a URL"}, BadAddress{"unix:", "names no file"},
        BadAddress{absl::StrCat("unix:/", std::string(107, 'x')), "108 bytes"}));

class ProxyTest : public ::testing::Test {
 private:
  ScopedEnvironment grpc_proxy_{"grpc_proxy", absl::nullopt};
  ScopedEnvironment https_proxy_{"https_proxy", absl::nullopt};
  ScopedEnvironment no_grpc_proxy_{"no_grpc_proxy", absl::nullopt};
  ScopedEnvironment no_proxy_{"no_proxy", absl::nullopt};
  ScopedEnvironment http_proxy_{"http_proxy", "http://ada:secret@proxy:3128"};
};

TEST_F(ProxyTest, IsNamedWithoutItsPassword) {
  const absl::optional<Proxy> proxy = ProxyBefore(Dial("lab7:7117"));
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(proxy->variable, "http_proxy");
  EXPECT_EQ(proxy->value, "http://proxy:3128");
}

TEST_F(ProxyTest, IsTheOneThatGrpcTakes) {
  const ScopedEnvironment https_proxy("https_proxy", "http://other:1");
  EXPECT_EQ(ProxyBefore(Dial("lab7:7117"))->variable, "https_proxy");
  const ScopedEnvironment grpc_proxy("grpc_proxy", "http://third:1");
  EXPECT_EQ(ProxyBefore(Dial("lab7:7117"))->variable, "grpc_proxy");
}

TEST_F(ProxyTest, IsNeverBeforeALocalAddress) {
  EXPECT_FALSE(ProxyBefore(Dial("localhost:7117")).has_value());
  EXPECT_FALSE(ProxyBefore(Dial("unix:/run/palimpsest.sock")).has_value());
}

TEST_F(ProxyTest, IsNotBeforeAnExemptHost) {
  const ScopedEnvironment no_proxy("no_proxy", "other,.example.org");
  EXPECT_FALSE(ProxyBefore(Dial("lab7.Example.org:7117")).has_value());
  EXPECT_TRUE(ProxyBefore(Dial("lab7:7117")).has_value());
}

}  // namespace
}  // namespace palimpsest
