#include "server/executors/nvidia_devices.h"

#include <dlfcn.h>

#include "absl/cleanup/cleanup.h"

namespace palimpsest {
namespace {

// From nvml.h: nvmlReturn_t is an enum whose 0 is success.
using NvmlCall = int (*)();
using NvmlCount = int (*)(unsigned int*);

template <typename Function>
Function Find(void* library, const char* name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

}  // namespace

int CountNvidiaDevices() {
  // It comes with the driver, so it is looked for at run time.
  void* const library = dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return 0;
  const absl::Cleanup close = [library] { dlclose(library); };
  const auto init = Find<NvmlCall>(library, "nvmlInit_v2");
  const auto count = Find<NvmlCount>(library, "nvmlDeviceGetCount_v2");
  const auto shutdown = Find<NvmlCall>(library, "nvmlShutdown");
  if (init == nullptr || count == nullptr || shutdown == nullptr || init() != 0) return 0;
  unsigned int devices = 0;
  if (count(&devices) != 0) devices = 0;
  shutdown();
  return static_cast<int>(devices);
}

}  // namespace palimpsest
