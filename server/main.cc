// palimpsestd: reads the flags, runs the server until a signal, shuts down.

#include <signal.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/build_info.h"
#include "common/base/files.h"
#include "common/base/log.h"
#include "common/process/stop_signals.h"
#include "common/rpc/quiet_libraries.h"
#include "server/flags/parse_flags.h"
#include "server/palimpsest_server.h"
#include "server/server_options.h"

namespace palimpsest {
namespace {

absl::Status Serve(const ServerOptions& options) {
  absl::StatusOr<std::unique_ptr<PalimpsestServer>> server = PalimpsestServer::Start(options);
  if (!server.ok()) return server.status();
  if (!options.port_file.empty()) {
    const absl::Status written =
        WriteFileAtomically(options.port_file, absl::StrCat((*server)->port(), "\n"));
    if (!written.ok()) return written;
  }
  LogInfo(absl::StrCat("palimpsestd ", BuildId(), ": listening on ", (*server)->address().text(),
                       ", data in ", options.data_dir));
  const sigset_t stop_signals = StopSignals();
  int signal = 0;
  sigwait(&stop_signals, &signal);
  LogInfo(absl::StrCat("stopping on signal ", signal));
  return absl::OkStatus();
}

}  // namespace
}  // namespace palimpsest

int main(int argc, char** argv) {
  palimpsest::IgnoreBrokenPipes();
  palimpsest::QuietLibraries();
  palimpsest::ServerOptions options;
  const int exit_code = palimpsest::ParseServerOptions(argc, argv, options);
  if (exit_code >= 0) return exit_code;
  palimpsest::BlockStopSignals();
  return palimpsest::ExitCodeOf("palimpsestd", palimpsest::Serve(options));
}
