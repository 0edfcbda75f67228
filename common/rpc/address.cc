#include "common/rpc/address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kUnixPrefix = "unix:";
constexpr int kMaxPort = 65535;

// An address of 127.0.0.0/8, and not a name that begins like one.
bool IsLoopbackV4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

absl::Status Refuse(absl::string_view flag, absl::string_view text, absl::string_view reason) {
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": \"", text, "\" ", reason, "; give HOST:PORT or unix:PATH"));
}

bool IsHostCharacter(char c) {
  // Names and addresses, IPv6 with a zone among them; beyond ASCII are names of other scripts.
  return static_cast<unsigned char>(c) > ' ' && c != '/' && c != '@' && c != '[' && c != ']' &&
         c != '\x7f';
}

bool IsHost(absl::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), IsHostCharacter);
}

// An environment variable; empty if it is not set.
absl::string_view Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? absl::string_view() : absl::string_view(value);
}

// Whether a list such as "localhost,.example.org" keeps the host from the proxy.
bool IsExempt(absl::string_view host) {
  absl::string_view list = Environment("no_grpc_proxy");
  if (list.empty()) list = Environment("no_proxy");
  for (const absl::string_view suffix : absl::StrSplit(list, ',', absl::SkipEmpty())) {
    if (absl::EndsWithIgnoreCase(host, suffix)) return true;
  }
  return false;
}

// "http://user:secret@proxy:3128" without what is before the '@'.
std::string WithoutCredentials(absl::string_view url) {
  const size_t scheme_end = url.find("://");
  const size_t begin = scheme_end == absl::string_view::npos ? 0 : scheme_end + 3;
  const size_t at = url.rfind('@');
  if (at == absl::string_view::npos || at < begin) return std::string(url);
  return absl::StrCat(url.substr(0, begin), url.substr(at + 1));
}

}  // namespace

absl::StatusOr<Address> Address::ParseDial(absl::string_view flag, absl::string_view text) {
  return Parse(flag, text, /*smallest_port=*/1);
}

absl::StatusOr<Address> Address::ParseListen(absl::string_view flag, absl::string_view text) {
  return Parse(flag, text, /*smallest_port=*/0);
}

absl::StatusOr<Address> Address::Parse(absl::string_view flag, absl::string_view text,
                                       int smallest_port) {
  if (text.empty()) return Refuse(flag, text, "is no address");
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, kUnixPrefix)) {
    if (rest.empty()) return Refuse(flag, text, "names no file");
    if (rest.size() >= sizeof(sockaddr_un::sun_path)) {
      return Refuse(flag, text,
                    absl::StrCat("has a path of ", rest.size(), " bytes, the system takes ",
                                 sizeof(sockaddr_un::sun_path) - 1));
    }
    return Address(text);
  }
  if (absl::StrContains(text, "://")) return Refuse(flag, text, "is a URL");
  const size_t colon = text.rfind(':');
  absl::string_view host = text.substr(0, colon);
  const bool has_brackets = absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  // A colon that is left belongs to an IPv6 address without its brackets.
  if (colon == absl::string_view::npos || (!has_brackets && absl::StrContains(host, ':'))) {
    return Refuse(flag, text, "has no port");
  }
  if (!IsHost(host)) return Refuse(flag, text, "has no valid host");
  const absl::string_view digits = text.substr(colon + 1);
  int port = 0;
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &port) || port < smallest_port || port > kMaxPort) {
    return Refuse(flag, text,
                  absl::StrCat("has the port \"", digits, "\", which is none of ", smallest_port,
                               " to ", kMaxPort));
  }
  return Address(std::string(host), port);
}

Address::Address(std::string host, int port) : host_(std::move(host)), port_(port) {
  text_ = absl::StrContains(host_, ':') ? absl::StrCat("[", host_, "]:", port_)
                                        : absl::StrCat(host_, ":", port_);
}

bool Address::is_local() const {
  return is_unix_socket() || absl::EqualsIgnoreCase(host_, "localhost") || IsLoopbackV4(host_) ||
         host_ == "::1";
}

Address Address::WithPort(int port) const {
  return is_unix_socket() ? *this : Address(host_, port);
}

Address Address::ForThisMachine() const {
  if (host_ == "0.0.0.0") return Address("127.0.0.1", port_);
  if (host_ == "::") return Address("::1", port_);
  return *this;
}

absl::optional<Proxy> ProxyBefore(const Address& address) {
  if (address.is_local()) return absl::nullopt;
  for (const char* const variable : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    const absl::string_view value = Environment(variable);
    if (value.empty()) continue;
    if (IsExempt(address.host())) return absl::nullopt;
    return Proxy{variable, WithoutCredentials(value)};
  }
  return absl::nullopt;
}

}  // namespace palimpsest
