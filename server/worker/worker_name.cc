#include "server/worker/worker_name.h"

#include <sys/random.h>

#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "common/base/log.h"
#include "common/job/resource_names.h"

namespace palimpsest {

std::string NewWorkerName() {
  char bytes[16];
  if (getentropy(bytes, sizeof(bytes)) != 0) {
    // Linux before 3.17, or a sandbox that forbids the call. Any other source could give two
    // workers one name.
    LogError("the system gives no random bytes");
    std::abort();
  }
  return FormatWorkerName(absl::BytesToHexString(absl::string_view(bytes, sizeof(bytes))));
}

}  // namespace palimpsest
