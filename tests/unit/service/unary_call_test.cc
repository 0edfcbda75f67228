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

TEST_F(UnaryCallTest, TheHandlerLearnsWhoCalls) {
  grpc::ClientContext context;
  context.AddMetadata(kUserMetadata, "ada");
  v1::Job job;
  ASSERT_TRUE(jobs_->CreateJob(&context, ValidRequest(), &job).ok());
  EXPECT_EQ(job.user(), "ada");
}

TEST_F(UnaryCallTest, AUserInTheRequestCountsMore) {
  grpc::ClientContext context;
  context.AddMetadata(kUserMetadata, "ada");
  v1::CreateJobRequest request = ValidRequest();
  request.set_user("grace");
  v1::Job job;
  ASSERT_TRUE(jobs_->CreateJob(&context, request, &job).ok());
  EXPECT_EQ(job.user(), "grace");
}

TEST_F(UnaryCallTest, ABadUserInTheMetadataIsRefused) {
  grpc::ClientContext context;
  context.AddMetadata(kUserMetadata, "two words");
  v1::Job job;
  const grpc::Status status = jobs_->CreateJob(&context, ValidRequest(), &job);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace palimpsest
