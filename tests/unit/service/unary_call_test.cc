#include "server/service/unary_call.h"

#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

using UnaryCallTest = ServiceFixture;

TEST_F(UnaryCallTest, AnAnswerAndAnErrorBothReachTheCaller) {
  Create();
  v1::GetJobRequest request;
  request.set_name("jobs/1");
  v1::Job job;
  EXPECT_TRUE(Call(*jobs_, &v1::Jobs::StubInterface::GetJob, request, &job).ok());
  EXPECT_EQ(job.name(), "jobs/1");
  request.set_name("jobs/2");
  const grpc::Status status = Call(*jobs_, &v1::Jobs::StubInterface::GetJob, request, &job);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_NE(status.error_details(), "");
}

}  // namespace
}  // namespace palimpsest
