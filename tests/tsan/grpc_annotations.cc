// Makes the order of gRPC's callbacks visible to ThreadSanitizer.
//
// What a thread did before it started an operation of a call comes before what another thread does
// in the operation's callback. gRPC hands calls over by atomics that are not instrumented, so the
// sanitizer is told here: each operation begins with grpc_call_start_batch(), and gRPC's C++ layer
// gives the call back by grpc_call_unref() before it runs the callback. As in absl_annotations.cc,
// these stand before the library's own, which do the work.

#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

#include <cstddef>
#include <cstdlib>

namespace {

template <typename Function>
Function* Real(const char* name) {
  void* function = dlsym(RTLD_NEXT, name);
  if (function == nullptr) std::abort();
  return reinterpret_cast<Function*>(function);
}

}  // namespace

extern "C" grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t count,
                                                 void* tag, void* reserved) {
  static auto* real = Real<decltype(grpc_call_start_batch)>("grpc_call_start_batch");
  __tsan_release(call);
  return real(call, ops, count, tag, reserved);
}

extern "C" void grpc_call_unref(grpc_call* call) {
  static auto* real = Real<decltype(grpc_call_unref)>("grpc_call_unref");
  __tsan_acquire(call);
  real(call);
}
