#include "server/engine/failure.h"

#include <utility>

#include "common/base/status_macros.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(FailureTest, AKindSurvivesAnnotation) {
  const absl::Status status =
      Annotate(FailureStatus(v1::Failure::NUMERIC, "train loss is nan"), "portion 0.5");
  EXPECT_EQ(ToFailure(status).kind(), v1::Failure::NUMERIC);
  EXPECT_EQ(ToFailure(status).message(), "portion 0.5: train loss is nan");
}

TEST(FailureTest, OtherStatusesAreToldByTheirCode) {
  EXPECT_EQ(ToFailure(absl::DataLossError("cut off")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::NotFoundError("no file")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::InvalidArgumentError("bad")).kind(), v1::Failure::INVALID);
  EXPECT_EQ(ToFailure(absl::ResourceExhaustedError("full")).kind(), v1::Failure::NO_SPACE);
  EXPECT_EQ(ToFailure(absl::UnavailableError("no threads")).kind(), v1::Failure::OUT_OF_MEMORY);
  EXPECT_EQ(ToFailure(absl::InternalError("defect")).kind(), v1::Failure::INTERNAL);
}

TEST(FailureTest, AMessageIsOneLine) {
  EXPECT_EQ(ToFailure(absl::InternalError("a\nb")).message(), "a b");
}

TEST(FailureTest, ErrorsOfTheDevicesLibrariesAreKnownByTheirTexts) {
  const std::pair<const char*, v1::Failure::Kind> cases[] = {
      {"CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be "
       "asynchronously reported at some other API call",
       v1::Failure::DEVICE_FAULT},
      {"CUDA error: unspecified launch failure", v1::Failure::DEVICE_FAULT},
      {"CUDA error: device-side assert triggered", v1::Failure::DEVICE_FAULT},
      {"CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm( handle, ...)`",
       v1::Failure::DEVICE_FAULT},
      {"CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
       v1::Failure::DEVICE_FAULT},
      {"cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", v1::Failure::DEVICE_FAULT},
      {"cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
       v1::Failure::OUT_OF_MEMORY},
      {"cusolver error: CUSOLVER_STATUS_INTERNAL_ERROR, when calling `cusolverDnCreate(handle)`",
       v1::Failure::DEVICE_FAULT},
      {"CUDA error: CUSPARSE_STATUS_EXECUTION_FAILED when calling `cusparseCreate(handle)`",
       v1::Failure::DEVICE_FAULT},
      {"cuFFT error: CUFFT_INTERNAL_ERROR", v1::Failure::DEVICE_FAULT},
      {"CUDA driver error: device not ready", v1::Failure::DEVICE_FAULT},
      {"NCCL error in: ProcessGroupNCCL.cpp:1333, unhandled system error, NCCL version 2.28.9",
       v1::Failure::DEVICE_FAULT},
      {"CUDA out of memory. Tried to allocate 20.00 GiB.", v1::Failure::OUT_OF_MEMORY},
      {"CUDA error: out of memory", v1::Failure::OUT_OF_MEMORY},
      {"CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
       v1::Failure::OUT_OF_MEMORY},
      {"[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: "
       "you tried to allocate 4000000000000 bytes. Error code 12 (Cannot allocate memory)",
       v1::Failure::OUT_OF_MEMORY},
      {"mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)", v1::Failure::INTERNAL},
      {"Expected all tensors to be on the same device, but found at least two devices, cuda:0 and "
       "cpu!",
       v1::Failure::INTERNAL},
      {"", v1::Failure::INTERNAL},
  };
  for (const auto& [text, kind] : cases) {
    EXPECT_EQ(v1::Failure::Kind_Name(KindOfTorchError(text)), v1::Failure::Kind_Name(kind)) << text;
  }
}

}  // namespace
}  // namespace palimpsest
