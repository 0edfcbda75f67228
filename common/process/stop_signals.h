#ifndef PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_
#define PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_

#include <signal.h>

namespace palimpsest {

// What asks a program to stop in order: SIGINT, SIGTERM, SIGHUP.
sigset_t StopSignals();

// Blocks them in this thread and those that it starts, so that only who waits for them (sigwait,
// signalfd) sees them. Call it before the first thread, gRPC's among them, starts.
void BlockStopSignals();

// Makes a write to a pipe or socket that nobody reads any more fail with EPIPE, in place of ending
// the program with SIGPIPE. Every program calls it first of all; those that it starts get the
// default back (child_process.h) and do the same.
void IgnoreBrokenPipes();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_STOP_SIGNALS_H_
