#ifndef PALIMPSEST_SERVER_WORKER_FLAGS_H_
#define PALIMPSEST_SERVER_WORKER_FLAGS_H_

#include <CLI/CLI.hpp>

#include "server/worker/worker.h"

namespace palimpsest {

struct WorkerFlags {
  WorkerOptions options;
  // -1 is none.
  int parent_fd = -1;
};

// Gives `app` the flags of palimpsest-worker, which fill in `flags`; both must live while `app`
// parses.
void AddFlags(CLI::App& app, WorkerFlags& flags);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_FLAGS_H_
