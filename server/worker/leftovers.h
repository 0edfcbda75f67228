#ifndef PALIMPSEST_SERVER_WORKER_LEFTOVERS_H_
#define PALIMPSEST_SERVER_WORKER_LEFTOVERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace palimpsest {

// The folder name of an attempt: "jobs/17/attempts/1" is "jobs-17-attempts-1".
std::string AttemptFolderName(absl::string_view attempt);

// Removes the folders of attempts in `work_dir`, left there by a worker that was killed. Nothing
// else is touched. A folder `work_dir` that does not exist is created. Errors as in files.h.
absl::Status RemoveLeftovers(const std::string& work_dir);

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_WORKER_LEFTOVERS_H_
