#ifndef PALIMPSEST_SERVER_WORKER_WORKER_NAME_H_
#define PALIMPSEST_SERVER_WORKER_WORKER_NAME_H_

#include <string>

namespace palimpsest {

// "workers/ID" with 128 bits from the system's random generator: a name that no other worker has,
// had or will have, on any machine.
std::string NewWorkerName();

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_WORKER_NAME_H_
