#include "common/rpc/quiet_libraries.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <cstdlib>

namespace palimpsest {

void QuietLibraries() {
  if (getenv("GRPC_VERBOSITY") == nullptr) {
    gpr_set_log_function([](gpr_log_func_args* /*message*/) {});
  }
  google::protobuf::SetLogHandler(nullptr);
}

}  // namespace palimpsest
