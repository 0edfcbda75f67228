#include "server/service/rpc_status.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/job/bad_request.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(RpcStatusTest, OkHasNoDetails) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_EQ(ToGrpcStatus(absl::OkStatus()).error_details(), "");
}

TEST(RpcStatusTest, EveryCodeArrivesWithItsMessageAndErrorInfo) {
  for (int code = 1; code <= 16; ++code) {
    const auto absl_code = static_cast<absl::StatusCode>(code);
    const grpc::Status status = ToGrpcStatus(absl::Status(absl_code, "what and where"));
    EXPECT_EQ(static_cast<int>(status.error_code()), code);
    EXPECT_EQ(status.error_message(), "what and where");
    google::rpc::ErrorInfo info;
    ASSERT_EQ(DetailsOf(status).details_size(), 1);
    ASSERT_TRUE(DetailsOf(status).details(0).UnpackTo(&info));
    EXPECT_EQ(info.domain(), "palimpsest");
    EXPECT_EQ(info.reason(), absl::StatusCodeToString(absl_code));
  }
}

TEST(RpcStatusTest, FieldViolationsSurviveAnnotationAndArriveAsBadRequest) {
  const absl::Status bad =
      BadRequestError({{"spec.seed", "is odd"}, {"spec.device", "is unknown"}});
  const grpc::Status status = ToGrpcStatus(Annotate(bad, "create"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::BadRequest details;
  ASSERT_EQ(DetailsOf(status).details_size(), 2);
  ASSERT_TRUE(DetailsOf(status).details(1).UnpackTo(&details));
  ASSERT_EQ(details.field_violations_size(), 2);
  EXPECT_EQ(details.field_violations(0).field(), "spec.seed");
  EXPECT_EQ(details.field_violations(1).description(), "is unknown");
}

}  // namespace
}  // namespace palimpsest
