#include "client/remote/rpc_status.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/display/printable.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kWayOut =
    "start it with 'palimpsestd', or name another one with --server or PALIMPSEST_SERVER";

// "field: description" of each violation in the error's details.
std::vector<std::string> FieldViolations(const grpc::Status& status) {
  std::vector<std::string> lines;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return lines;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::BadRequest bad_request;
    if (!detail.UnpackTo(&bad_request)) continue;
    for (const auto& violation : bad_request.field_violations()) {
      // Of a CreateJobRequest; people know the path that their job file has.
      const absl::string_view field = absl::StripPrefix(violation.field(), "spec.");
      lines.push_back(absl::StrCat(field, ": ", violation.description()));
    }
  }
  return lines;
}

// What to do about a server that is not there.
std::string WayOut(const Address& server) {
  const absl::optional<Proxy> proxy = ProxyBefore(server);
  if (!proxy.has_value()) return std::string(kWayOut);
  return absl::StrCat("the environment's ", proxy->variable, "=", proxy->value,
                      " puts a proxy before it; set no_proxy=", server.host(),
                      " to go past it, or ", kWayOut);
}

// gRPC nests its reasons: "failed to connect to all addresses; last error: ...: Connection
// refused".
absl::string_view LastReason(absl::string_view message) {
  const size_t colon = message.rfind(": ");
  return absl::StripAsciiWhitespace(colon == absl::string_view::npos ? message
                                                                     : message.substr(colon + 2));
}

}  // namespace

absl::Status FromRpc(const grpc::Status& status, const Address& address) {
  const std::string& server = address.text();
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  if (code == absl::StatusCode::kUnavailable) {
    return absl::Status(code,
                        absl::StrCat("cannot reach the server at ", server, " (",
                                     LastReason(status.error_message()), "): ", WayOut(address)));
  }
  if (code == absl::StatusCode::kDeadlineExceeded) {
    return absl::Status(code, absl::StrCat("the server at ", server,
                                           " does not answer in time: ", WayOut(address)));
  }
  const std::vector<std::string> violations = FieldViolations(status);
  if (!violations.empty()) return absl::Status(code, absl::StrJoin(violations, "; "));
  if (status.error_message().empty()) {
    return absl::Status(
        code, absl::StrCat("the server at ", server, " reports ", absl::StatusCodeToString(code)));
  }
  return absl::Status(code, status.error_message());
}

std::string ErrorLine(const absl::Status& status) {
  return absl::StrCat("palimpsest: ", Printable(status.message()));
}

}  // namespace palimpsest
