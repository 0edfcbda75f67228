// palimpsest-worker: reads the flags, works until a signal or the end of its server.

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "common/base/log.h"
#include "common/process/stop_signals.h"
#include "server/worker/flags.h"
#include "server/worker/stop_watcher.h"
#include "server/worker/worker.h"

int main(int argc, char** argv) {
  using namespace palimpsest;  // NOLINT: a main of a few lines.
  IgnoreBrokenPipes();
  WorkerFlags flags;
  CLI::App app;
  AddFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  BlockStopSignals();
  Worker worker(flags.options);
  auto watcher = StopWatcher::Start(flags.parent_fd,
                                    [&worker](Worker::StopReason reason) { worker.Stop(reason); });
  const absl::Status status = watcher.ok() ? worker.Run() : watcher.status();
  if (!status.ok()) LogError(status.message());
  return status.ok() ? EXIT_SUCCESS : EXIT_FAILURE;
}
