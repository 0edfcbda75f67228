#ifndef PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_
#define PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_

#include <signal.h>

namespace palimpsest {

// What asks a program to stop in order: SIGINT, SIGTERM, SIGHUP.
sigset_t StopSignals();

// Blocks them in this thread and those that it starts, so that only who waits for them (sigwait,
// signalfd) sees them. Call it before the first thread, gRPC's among them, starts.
void BlockStopSignals();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_
