#include "common/rpc/channel.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace palimpsest {
namespace {

constexpr int kFirstReconnectMilliseconds = 100;
// The default finds a dead peer after two hours. The server allows pings twice as often.
constexpr int kKeepaliveMilliseconds = 60'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;

// {"service": "palimpsest.v1.Workers", "method": "Heartbeat"}
std::string MethodName(const std::string& text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  if (parts.second.empty()) return absl::StrCat("{\"service\": \"", parts.first, "\"}");
  return absl::StrCat("{\"service\": \"", parts.first, "\", \"method\": \"", parts.second, "\"}");
}

std::string Seconds(absl::Duration duration) {
  return absl::StrFormat("\"%.3fs\"", absl::ToDoubleSeconds(duration));
}

// gRPC's service config, in which a retry policy is written.
std::string ServiceConfig(const ChannelOptions& options) {
  std::vector<std::string> names;
  for (const std::string& method : options.retried_methods) names.push_back(MethodName(method));
  return absl::StrCat(
      "{\"methodConfig\": [{\"name\": [", absl::StrJoin(names, ", "),
      "], \"retryPolicy\": {\"maxAttempts\": ", options.max_attempts,
      ", \"initialBackoff\": ", Seconds(options.first_retry_delay),
      ", \"maxBackoff\": ", Seconds(options.longest_retry_delay),
      ", \"backoffMultiplier\": 2, \"retryableStatusCodes\": [\"UNAVAILABLE\"]}}]}");
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const Address& address, const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  if (!options.retried_methods.empty()) arguments.SetServiceConfigJSON(ServiceConfig(options));
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kFirstReconnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.longest_reconnect_delay)));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  if (address.is_local()) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address.text(), grpc::InsecureChannelCredentials(), arguments);
}

std::shared_ptr<grpc::ServerCredentials> MakeServerCredentials(const Address& /*address*/) {
  return grpc::InsecureServerCredentials();
}

}  // namespace palimpsest
