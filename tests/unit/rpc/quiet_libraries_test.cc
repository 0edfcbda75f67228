#include "common/rpc/quiet_libraries.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

TEST(QuietLibrariesTest, NothingIsPrintedByALibrary) {
  QuietLibraries();
  testing::internal::CaptureStderr();
  gpr_log(GPR_ERROR, "a line of gRPC's");
  GOOGLE_LOG(ERROR) << "a line of protobuf's";
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace palimpsest
