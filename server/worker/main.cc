// palimpsest-worker: reads the flags, works until a signal or the end of its server.

#include <CLI/CLI.hpp>

#include "common/process/stop_signals.h"
#include "common/rpc/quiet_libraries.h"
#include "server/flags/parse_flags.h"
#include "server/worker/flags.h"
#include "server/worker/stop_watcher.h"
#include "server/worker/worker.h"

constexpr char kProgram[] = "palimpsest-worker";

int main(int argc, char** argv) {
  using namespace palimpsest;  // NOLINT: a main of a few lines.
  IgnoreBrokenPipes();
  QuietLibraries();
  WorkerFlags flags;
  CLI::App app;
  AddFlags(app, flags);
  const int exit_code = ParseFlags(app, kProgram, argc, argv);
  if (exit_code >= 0) return exit_code;
  BlockStopSignals();
  Worker worker(flags.options);
  auto watcher = StopWatcher::Start(flags.parent_fd,
                                    [&worker](Worker::StopReason reason) { worker.Stop(reason); });
  return ExitCodeOf(kProgram, watcher.ok() ? worker.Run() : watcher.status());
}
