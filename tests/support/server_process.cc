#include "tests/support/server_process.h"

#include <signal.h>

#include <iostream>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/base/files.h"
#include "common/base/status_macros.h"
#include "gtest/gtest.h"
#include "test_paths.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(30);
constexpr absl::Duration kStopPatience = absl::Seconds(20);

std::string LogPath(const ServerProcessOptions& options) {
  return absl::StrCat(options.data_dir, ".log");
}

std::string PortPath(const ServerProcessOptions& options) {
  return absl::StrCat(options.data_dir, ".port");
}

std::string ReadLog(const std::string& path) {
  const auto log = ReadFile(path);
  return log.ok() ? *log : std::string(log.status().message());
}

// Through a shell, which sends the log into a file and becomes the server.
absl::StatusOr<std::unique_ptr<ChildProcess>> Launch(const ServerProcessOptions& options) {
  ChildProcessOptions child;
  child.program = "/bin/sh";
  child.arguments = {"-c",
                     absl::StrCat(options.shell_prefix, "\nexec \"$@\" 2>>", LogPath(options)),
                     "sh",
                     PALIMPSEST_BIN "/palimpsestd",
                     "--listen",
                     options.listen,
                     "--port-file",
                     PortPath(options),
                     "--data-dir",
                     options.data_dir,
                     "--workers",
                     options.workers,
                     "--lease-timeout",
                     absl::FormatDuration(options.lease_timeout),
                     "--heartbeat-interval",
                     absl::FormatDuration(options.heartbeat_interval)};
  const auto add = [&child](const std::string& flag, const std::string& value) {
    child.arguments.push_back(flag);
    child.arguments.push_back(value);
  };
  if (!options.worker_program.empty()) add("--worker-program", options.worker_program);
  if (!options.engine_program.empty()) add("--engine-program", options.engine_program);
  for (const auto& [name, folder] : options.datasets) {
    add("--dataset", absl::StrCat(name, "=", folder));
  }
  RETURN_IF_ERROR(RemoveAll(PortPath(options)));
  return ChildProcess::Start(child);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const ServerProcessOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<ChildProcess> process, Launch(options));
  auto server = absl::WrapUnique(new ServerProcess(std::move(process), LogPath(options)));
  const absl::Time deadline = absl::Now() + kStartPatience;
  while (absl::Now() < deadline) {
    // Waits for its end, which should not come, as the pause between two looks at the file.
    if (const auto end = server->process_->Wait(absl::Milliseconds(5))) {
      return absl::UnavailableError(
          absl::StrCat("palimpsestd ", Describe(*end), ": ", ReadLog(server->log_path_)));
    }
    const auto port = ReadFile(PortPath(options));
    if (!port.ok()) continue;
    if (absl::SimpleAtoi(*port, &server->port_)) return server;
  }
  return absl::DeadlineExceededError(
      absl::StrCat("palimpsestd does not serve: ", ReadLog(server->log_path_)));
}

absl::StatusOr<std::string> ServerProcess::RunToEnd(const ServerProcessOptions& options,
                                                    ProcessEnd& end) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ChildProcess> process, Launch(options));
  const auto ended = process->Wait(kStartPatience);
  if (!ended.has_value()) return absl::DeadlineExceededError("palimpsestd did not end by itself");
  end = *ended;
  return ReadLog(LogPath(options));
}

ServerProcess::~ServerProcess() {
  const ProcessEnd end = Stop(SIGTERM);
  EXPECT_TRUE(end.succeeded() || (end.by_signal && end.code == SIGKILL))
      << "palimpsestd " << Describe(end);
  // Of any of its processes.
  EXPECT_EQ(ReadLog(log_path_).find("Sanitizer"), std::string::npos);
  if (::testing::Test::HasFailure()) std::cerr << "== log of palimpsestd\n" << ReadLog(log_path_);
}

std::string ServerProcess::address() const { return absl::StrCat("127.0.0.1:", port_); }

ProcessEnd ServerProcess::Stop(int signal) {
  process_->Signal(signal);
  if (const auto end = process_->Wait(kStopPatience)) return *end;
  ADD_FAILURE() << "palimpsestd did not stop within " << kStopPatience;
  return process_->Terminate(absl::ZeroDuration());
}

}  // namespace palimpsest
