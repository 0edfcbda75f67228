#ifndef PALIMPSEST_TESTS_SUPPORT_SERVER_PROCESS_H_
#define PALIMPSEST_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/process/child_process.h"

namespace palimpsest {

struct ServerProcessOptions {
  std::string data_dir;
  std::string listen = "127.0.0.1:0";
  std::string workers = "cpu:1";
  // Empty: the one beside palimpsestd.
  std::string worker_program;
  std::string engine_program;
  // Folder of each data set by name.
  std::map<std::string, std::string> datasets;
  // Short, so that what is lost is found soon.
  absl::Duration lease_timeout = absl::Seconds(2);
  absl::Duration heartbeat_interval = absl::Milliseconds(200);
  // Shell commands before the program, e.g. "ulimit -f 100".
  std::string shell_prefix;
};

// A palimpsestd, a real process on loopback, on a port of the system's choice. Its log is in
// `data_dir`.log, and shown if the test has failed.
class ServerProcess {
 public:
  // Starts it and waits until it serves. An error holds the log.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const ServerProcessOptions& options);
  // Runs it until it ends by itself, as it does when it cannot start; its log is the result.
  static absl::StatusOr<std::string> RunToEnd(const ServerProcessOptions& options, ProcessEnd& end);

  // Stops it, which must go well unless it was killed; no process of it may have met a sanitizer.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }
  std::string address() const;
  pid_t pid() const { return process_->pid(); }

  // SIGTERM, then waits for the end; SIGKILL for an unclean one.
  ProcessEnd Stop(int signal);

 private:
  ServerProcess(std::unique_ptr<ChildProcess> process, std::string log_path)
      : process_(std::move(process)), log_path_(std::move(log_path)) {}

  const std::unique_ptr<ChildProcess> process_;
  const std::string log_path_;
  int port_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_SUPPORT_SERVER_PROCESS_H_
