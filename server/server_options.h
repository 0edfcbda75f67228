#ifndef PALIMPSEST_SERVER_SERVER_OPTIONS_H_
#define PALIMPSEST_SERVER_SERVER_OPTIONS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace palimpsest {

// What palimpsestd was asked to do.
struct ServerOptions {
  std::string listen = "127.0.0.1:7117";
  bool insecure = false;  // listen on more than this machine without TLS
  std::string port_file;  // empty: none
  std::string data_dir;
  std::vector<std::string> slots;               // the kind of each local worker
  std::map<std::string, std::string> datasets;  // folder by name
  absl::Duration lease_timeout = absl::Seconds(15);
  absl::Duration heartbeat_interval = absl::Seconds(2);
  std::string worker_program;
  std::string engine_program;

  std::string database_path() const { return data_dir + "/palimpsest.db"; }
  std::string artifact_dir() const { return data_dir + "/artifacts"; }
  std::string work_dir() const { return data_dir + "/work"; }
  std::string cache_dir() const { return data_dir + "/cache"; }

  // INVALID_ARGUMENT naming the flag and its value.
  absl::Status Validate() const;
};

// Reads the command line into `options`. Returns an exit code, or -1 to go on: --help and --version
// print and end with 0, a mistake is one line on stderr and 2.
int ParseServerOptions(int argc, char** argv, ServerOptions& options);

// `listen` with the port that the server got; a unix socket has none.
std::string WithPort(absl::string_view listen, int port);

// Where programs on this machine reach a server that listens on `address`: loopback for 0.0.0.0 and
// [::].
std::string DialAddress(absl::string_view address);

// "cpu:2,cuda:1" as {"cpu", "cpu", "cuda"}; empty for none. INVALID_ARGUMENT.
absl::StatusOr<std::vector<std::string>> ParseSlots(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVER_OPTIONS_H_
