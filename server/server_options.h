#ifndef PALIMPSEST_SERVER_SERVER_OPTIONS_H_
#define PALIMPSEST_SERVER_SERVER_OPTIONS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/rpc/address.h"
#include "server/executors/nvidia_devices.h"

namespace palimpsest {

// What palimpsestd was asked to do.
struct ServerOptions {
  Address listen;
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

// What the command line is read against.
struct Machine {
  // Data sets that need no flag, where their folder is there.
  std::map<std::string, std::string> datasets = {
      {"fashion-mnist", "/usr/share/datasets/fashion-mnist"}};
  // Asked only for slots of that kind.
  std::function<int()> count_cuda_devices = CountNvidiaDevices;
};

// Reads the command line into `options`. Returns an exit code, or -1 to go on: --help and --version
// print and end with 0, a mistake is one line on stderr and 2.
int ParseServerOptions(int argc, char** argv, ServerOptions& options,
                       const Machine& machine = Machine());

// "cpu:2,cuda:1" as {"cpu", "cpu", "cuda"}; empty for none. INVALID_ARGUMENT.
absl::StatusOr<std::vector<std::string>> ParseSlots(absl::string_view text);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVER_OPTIONS_H_
