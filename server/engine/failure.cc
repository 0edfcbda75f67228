#include "server/engine/failure.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/types/optional.h"

namespace palimpsest {
namespace {

constexpr absl::string_view kKindUrl = "palimpsest.v1.Failure.Kind";

v1::Failure::Kind KindOf(const absl::Status& status) {
  if (const absl::optional<absl::Cord> payload = status.GetPayload(kKindUrl)) {
    v1::Failure::Kind kind = v1::Failure::INTERNAL;
    v1::Failure::Kind_Parse(std::string(*payload), &kind);
    return kind;
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnimplemented:
      return v1::Failure::INVALID;
    case absl::StatusCode::kResourceExhausted:
      return v1::Failure::NO_SPACE;
    case absl::StatusCode::kUnavailable:  // no threads or descriptors left
      return v1::Failure::OUT_OF_MEMORY;
    default:
      return v1::Failure::INTERNAL;
  }
}

struct TextKind {
  absl::string_view text;
  v1::Failure::Kind kind;
};

// The first that a message contains says what it is. Memory goes first: a library that finds none
// is otherwise sound.
constexpr TextKind kTexts[] = {
    {"DefaultCPUAllocator: can't allocate", v1::Failure::OUT_OF_MEMORY},
    {"CUDA out of memory", v1::Failure::OUT_OF_MEMORY},
    {"CUDA error: out of memory", v1::Failure::OUT_OF_MEMORY},
    {"CUDA driver error: out of memory", v1::Failure::OUT_OF_MEMORY},
    {"CUBLAS_STATUS_ALLOC_FAILED", v1::Failure::OUT_OF_MEMORY},
    {"CUDNN_STATUS_ALLOC_FAILED", v1::Failure::OUT_OF_MEMORY},
    {"ALLOCATION_FAILED", v1::Failure::OUT_OF_MEMORY},  // cuDNN 9, of host and device
    {"CUSOLVER_STATUS_ALLOC_FAILED", v1::Failure::OUT_OF_MEMORY},
    {"CUSPARSE_STATUS_ALLOC_FAILED", v1::Failure::OUT_OF_MEMORY},
    {"CUSPARSE_STATUS_INSUFFICIENT_RESOURCES", v1::Failure::OUT_OF_MEMORY},
    {"CUFFT_ALLOC_FAILED", v1::Failure::OUT_OF_MEMORY},
    {"NVRTC_ERROR_OUT_OF_MEMORY", v1::Failure::OUT_OF_MEMORY},
    {"CUDA error", v1::Failure::DEVICE_FAULT},
    {"CUDA driver error", v1::Failure::DEVICE_FAULT},
    {"CUDA runtime error", v1::Failure::DEVICE_FAULT},
    {"CUDA kernel", v1::Failure::DEVICE_FAULT},
    {"device-side assert", v1::Failure::DEVICE_FAULT},
    {"cuBLAS error", v1::Failure::DEVICE_FAULT},
    {"CUBLAS_STATUS_", v1::Failure::DEVICE_FAULT},
    {"cuDNN error", v1::Failure::DEVICE_FAULT},
    {"CUDNN_STATUS_", v1::Failure::DEVICE_FAULT},
    {"CUDNN_BACKEND_", v1::Failure::DEVICE_FAULT},
    {"cusolver error", v1::Failure::DEVICE_FAULT},
    {"CUSOLVER_STATUS_", v1::Failure::DEVICE_FAULT},
    {"CUSPARSE_STATUS_", v1::Failure::DEVICE_FAULT},
    {"cuFFT error", v1::Failure::DEVICE_FAULT},
    {"CUFFT_", v1::Failure::DEVICE_FAULT},
    {"NVRTC_ERROR_", v1::Failure::DEVICE_FAULT},
    {"NVML_ERROR", v1::Failure::DEVICE_FAULT},
    {"NCCL error", v1::Failure::DEVICE_FAULT},
    {"NCCL Error", v1::Failure::DEVICE_FAULT},
};

}  // namespace

absl::Status FailureStatus(v1::Failure::Kind kind, absl::string_view message) {
  absl::Status status(absl::StatusCode::kAborted, message);
  status.SetPayload(kKindUrl, absl::Cord(v1::Failure::Kind_Name(kind)));
  return status;
}

v1::Failure ToFailure(const absl::Status& status) {
  v1::Failure failure;
  failure.set_kind(KindOf(status));
  // One line, whatever a library put into its message.
  failure.set_message(absl::StrReplaceAll(status.message(), {{"\n", " "}}));
  return failure;
}

v1::Failure::Kind KindOfTorchError(absl::string_view text) {
  for (const TextKind& known : kTexts) {
    if (absl::StrContains(text, known.text)) return known.kind;
  }
  return v1::Failure::INTERNAL;
}

}  // namespace palimpsest
