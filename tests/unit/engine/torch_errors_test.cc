#include "server/engine/torch_errors.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <new>
#include <stdexcept>

#include "gtest/gtest.h"
#include "server/engine/failure.h"

namespace palimpsest {
namespace {

template <typename Work>
v1::Failure::Kind KindOf(Work work) {
  return ToFailure(CatchTorchErrors([&work]() -> absl::Status {
           work();
           return absl::OkStatus();
         }))
      .kind();
}

TEST(TorchErrorsTest, AClassOfItsOwnTellsTheKind) {
  EXPECT_EQ(KindOf([] { TORCH_CHECK_WITH(OutOfMemoryError, false, "no room"); }),
            v1::Failure::OUT_OF_MEMORY);
  EXPECT_EQ(KindOf([] { throw c10::AcceleratorError({}, 700, "illegal address"); }),
            v1::Failure::DEVICE_FAULT);
  EXPECT_EQ(KindOf([] { throw c10::AcceleratorError({}, 2, "CUDA error: out of memory"); }),
            v1::Failure::OUT_OF_MEMORY);
  EXPECT_EQ(KindOf([] { TORCH_CHECK_WITH(DistBackendError, false, "peer gone"); }),
            v1::Failure::DEVICE_FAULT);
  EXPECT_EQ(KindOf([] { throw std::bad_alloc(); }), v1::Failure::OUT_OF_MEMORY);
}

TEST(TorchErrorsTest, APlainErrorIsToldByItsText) {
  EXPECT_EQ(KindOf([] { TORCH_CHECK(false, "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"); }),
            v1::Failure::DEVICE_FAULT);
  EXPECT_EQ(KindOf([] { throw std::runtime_error("CUBLAS_STATUS_EXECUTION_FAILED"); }),
            v1::Failure::DEVICE_FAULT);
  EXPECT_EQ(KindOf([] { TORCH_CHECK(false, "a defect"); }), v1::Failure::INTERNAL);
}

TEST(TorchErrorsTest, MoreMemoryThanThereIsIsOutOfMemory) {
  EXPECT_EQ(KindOf([] { at::empty({int64_t{1} << 50}); }), v1::Failure::OUT_OF_MEMORY);
}

TEST(TorchErrorsTest, AStatusPassesThrough) {
  EXPECT_TRUE(absl::IsCancelled(CatchTorchErrors([] { return absl::CancelledError("stop"); })));
}

}  // namespace
}  // namespace palimpsest
