# Everything that deploy/install-deps.sh installs, as targets.
set(install_hint "run deploy/install-deps.sh")

if(DEFINED ENV{PALIMPSEST_DEPS})
  set(default_deps $ENV{PALIMPSEST_DEPS})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(default_deps $ENV{XDG_CACHE_HOME}/palimpsest)
else()
  set(default_deps $ENV{HOME}/.cache/palimpsest)
endif()
set(PALIMPSEST_DEPS ${default_deps} CACHE PATH "Where deploy/install-deps.sh unpacks its archives")

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json REQUIRED)
find_package(hwy REQUIRED)
find_package(GTest REQUIRED)
if(PALIMPSEST_CORE_ONLY)
  return()
endif()
find_package(Protobuf REQUIRED)
find_package(gRPC REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(benchmark REQUIRED)

set(PALIMPSEST_GOOGLEAPIS_DIR ${PALIMPSEST_DEPS}/protos)
if(NOT EXISTS ${PALIMPSEST_GOOGLEAPIS_DIR}/google/rpc/error_details.proto)
  message(FATAL_ERROR "google/rpc/error_details.proto is not in ${PALIMPSEST_GOOGLEAPIS_DIR}: ${install_hint}")
endif()

if(PALIMPSEST_WITH_TORCH)
  set(torch_dir ${PALIMPSEST_DEPS}/libtorch/torch)
  if(NOT EXISTS ${torch_dir}/lib/libtorch_cpu.so)
    message(FATAL_ERROR "LibTorch is not in ${torch_dir}: ${install_hint}")
  endif()
  # A target of our own: TorchConfig.cmake insists on a CUDA toolkit. The libraries' own RPATH finds the
  # two small NVIDIA libraries beside them.
  add_library(torch_c10 SHARED IMPORTED)
  set_target_properties(torch_c10 PROPERTIES IMPORTED_LOCATION ${torch_dir}/lib/libc10.so)
  add_library(torch_cpu SHARED IMPORTED)
  set_target_properties(torch_cpu PROPERTIES
    IMPORTED_LOCATION ${torch_dir}/lib/libtorch_cpu.so
    # After the system's headers: LibTorch brings an older protobuf along.
    INTERFACE_COMPILE_OPTIONS
      "SHELL:-idirafter ${torch_dir}/include;SHELL:-idirafter ${torch_dir}/include/torch/csrc/api/include"
    INTERFACE_LINK_LIBRARIES torch_c10)
endif()
