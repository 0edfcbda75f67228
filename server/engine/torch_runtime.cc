#include "server/engine/torch_runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "server/engine/numeric_environment.h"

namespace palimpsest {
namespace {

// The name of the first visible accelerator and its driver's version, from the driver itself:
// LibTorch tells them only to who is compiled with CUDA's headers.
std::string CudaDeviceFact() {
  // Stays loaded: LibTorch uses it.
  void* const driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (driver == nullptr) return "cuda device=unknown";
  const auto initialize = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
  const auto version = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDriverGetVersion"));
  const auto get_device = reinterpret_cast<int (*)(int*, int)>(dlsym(driver, "cuDeviceGet"));
  const auto get_name =
      reinterpret_cast<int (*)(char*, int, int)>(dlsym(driver, "cuDeviceGetName"));
  if (initialize == nullptr || version == nullptr || get_device == nullptr || get_name == nullptr) {
    return "cuda device=unknown";
  }
  char name[256] = "unknown";
  int driver_version = 0;
  int device = 0;
  if (initialize(0) == 0 && version(&driver_version) == 0 && get_device(&device, 0) == 0) {
    get_name(name, sizeof(name), device);
  }
  return absl::StrCat("cuda device=", name, ", driver ", driver_version);
}

}  // namespace

void InitializeTorch(int threads) {
  // Absent where there is no CUDA; jobs that ask for it are then told so.
  dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
  at::set_num_threads(threads);
  at::set_num_interop_threads(1);
  at::globalContext().setDeterministicAlgorithms(/*b=*/true, /*warn_only=*/false);
  // A debugging aid that comes with it: filling every new tensor with nan costs time at each step.
  at::globalContext().setDeterministicFillUninitializedMemory(false);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

std::vector<std::string> UsableDevices() {
  std::vector<std::string> devices = {"cpu"};
  if (torch::cuda::is_available()) devices.push_back("cuda");
  return devices;
}

absl::string_view LibTorchVersion() { return TORCH_VERSION; }

std::vector<std::string> NumericFacts(absl::string_view device) {
  const at::Context& context = at::globalContext();
  // Besides versions of all libraries, show_config has the instruction set that ATen settled on.
  std::vector<std::string> facts = {
      absl::StrCat("libtorch=", LibTorchVersion()),
      absl::StrCat("build=", at::show_config()),
      absl::StrCat("cpu capability=", at::get_cpu_capability()),
      absl::StrCat("threads=", at::get_num_threads()),
      absl::StrCat("deterministic=", context.deterministicAlgorithms()),
      absl::StrCat("onednn=", context.userEnabledMkldnn()),
      absl::StrCat("cudnn benchmark=", context.benchmarkCuDNN()),
      absl::StrCat("tf32=", context.allowTF32CuBLAS(), context.allowTF32CuDNN())};
  for (std::string& fact : NumericVariables(environ)) facts.push_back(std::move(fact));
  // Also for a job on an accelerator: initialization and data come from the processor.
  for (std::string& fact : CpuFacts(ReadFile("/proc/cpuinfo").value_or(""))) {
    facts.push_back(std::move(fact));
  }
  if (device == "cuda") facts.push_back(CudaDeviceFact());
  return facts;
}

}  // namespace palimpsest
