#include "server/service/jobs_service.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class JobsServiceTest : public ServiceFixture {
 protected:
  grpc::Status List(const v1::ListJobsRequest& request, v1::ListJobsResponse& response) {
    response.Clear();
    return Call(*jobs_, &v1::Jobs::StubInterface::ListJobs, request, &response);
  }

  static std::vector<std::string> Names(const v1::ListJobsResponse& response) {
    std::vector<std::string> names;
    for (const v1::Job& job : response.jobs()) names.push_back(job.name());
    return names;
  }
};

TEST_F(JobsServiceTest, ABadNameIsRefusedByItsField) {
  v1::GetJobRequest request;
  request.set_name("17");
  v1::Job job;
  const grpc::Status status = Call(*jobs_, &v1::Jobs::StubInterface::GetJob, request, &job);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("name: "));
}

TEST_F(JobsServiceTest, ListsJobsNewestFirstPageByPage) {
  for (int i = 0; i < 5; ++i) Create();
  v1::ListJobsRequest request;
  request.set_page_size(2);
  v1::ListJobsResponse response;
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_THAT(Names(response), ElementsAre("jobs/5", "jobs/4"));
  request.set_page_token(response.next_page_token());
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_THAT(Names(response), ElementsAre("jobs/3", "jobs/2"));
  request.set_page_token(response.next_page_token());
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_THAT(Names(response), ElementsAre("jobs/1"));
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(JobsServiceTest, AFullLastPageHasNoNextOne) {
  for (int i = 0; i < 2; ++i) Create();
  v1::ListJobsRequest request;
  request.set_page_size(2);
  v1::ListJobsResponse response;
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_EQ(response.next_page_token(), "");
}

TEST_F(JobsServiceTest, APageEndsBeforeItIsTooLargeForAClientToReceive) {
  v1::CreateJobRequest request = ValidRequest();
  v1::Portions& portions = *request.mutable_spec()->mutable_retraining()->mutable_portions();
  for (int i = 1; i <= 7500; ++i) portions.add_values(i / 7500.0);  // 60 kB
  constexpr int kJobs = 100;                                        // 6 MB
  for (int i = 0; i < kJobs; ++i) ASSERT_TRUE(admission_.Create(request).ok());
  v1::ListJobsRequest list;
  list.set_page_size(1000);
  v1::ListJobsResponse response;
  int seen = 0;
  int pages = 0;
  do {
    list.set_page_token(response.next_page_token());
    const grpc::Status status = List(list, response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    for (const v1::Job& job : response.jobs()) {
      EXPECT_EQ(job.name(), "jobs/" + std::to_string(kJobs - seen));
      ++seen;
    }
    ++pages;
  } while (!response.next_page_token().empty());
  EXPECT_EQ(seen, kJobs);
  EXPECT_GT(pages, 2);
}

TEST_F(JobsServiceTest, ListsJobsInTheStatesAskedFor) {
  Create();
  CreateAndLease();  // leases the first
  v1::ListJobsRequest request;
  request.add_states(v1::Job::RUNNING);
  v1::ListJobsResponse response;
  ASSERT_TRUE(List(request, response).ok());
  EXPECT_THAT(Names(response), ElementsAre("jobs/1"));
}

TEST_F(JobsServiceTest, BadListArgumentsAreNamed) {
  v1::ListJobsRequest request;
  v1::ListJobsResponse response;
  request.set_page_size(-1);
  EXPECT_THAT(List(request, response).error_message(), HasSubstr("page_size"));
  request.set_page_size(0);
  request.set_page_token("bad");
  EXPECT_THAT(List(request, response).error_message(), HasSubstr("page_token"));
  request.clear_page_token();
  request.add_states(static_cast<v1::Job::State>(99));
  EXPECT_THAT(List(request, response).error_message(), HasSubstr("states"));
}

TEST_F(JobsServiceTest, CancellingAnEndedJobIsAnIllegalStateChange) {
  Create();
  v1::CancelJobRequest request;
  request.set_name("jobs/1");
  v1::Job job;
  ASSERT_TRUE(Call(*jobs_, &v1::Jobs::StubInterface::CancelJob, request, &job).ok());
  EXPECT_EQ(job.state(), v1::Job::CANCELLED);
  EXPECT_EQ(Call(*jobs_, &v1::Jobs::StubInterface::CancelJob, request, &job).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

}  // namespace
}  // namespace palimpsest
