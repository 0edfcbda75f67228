#include "server/scheduler/waiting.h"

#include "absl/strings/str_cat.h"

namespace palimpsest {

std::string WaitingFor(const WaitSnapshot& snapshot) {
  const std::string& kind = snapshot.slot_kind;
  if (snapshot.draining) return "the server is stopping; the job stays queued";
  if (snapshot.live_workers == 0) return absl::StrCat("no worker of kind ", kind, " is connected");
  if (!snapshot.store_error.empty()) {
    return absl::StrCat("the server cannot start jobs now: ", snapshot.store_error);
  }
  if (snapshot.jobs_before == 1) return absl::StrCat("1 job for ", kind, " workers is before it");
  if (snapshot.jobs_before > 1) {
    return absl::StrCat(snapshot.jobs_before, " jobs for ", kind, " workers are before it");
  }
  if (snapshot.busy_workers < snapshot.live_workers) {
    return absl::StrCat("a ", kind, " worker is about to take it");
  }
  if (snapshot.live_workers == 1) return absl::StrCat("the only ", kind, " worker is busy");
  return absl::StrCat("all ", snapshot.live_workers, " ", kind, " workers are busy");
}

}  // namespace palimpsest
