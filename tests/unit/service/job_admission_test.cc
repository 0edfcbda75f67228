#include "server/scheduler/job_admission.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/service/service_fixture.h"

namespace palimpsest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kUuid[] = "8b9ef7c2-3c4d-4e5f-8a6b-7c8d9e0f1a2b";

class JobAdmissionTest : public ServiceFixture {
 protected:
  std::string Refusal(const v1::CreateJobRequest& request) {
    const auto job = admission_.Create(CallContext(), request);
    EXPECT_TRUE(absl::IsInvalidArgument(job.status())) << job.status();
    return std::string(job.status().message());
  }
};

TEST_F(JobAdmissionTest, AStoredJobHasItsDefaultsFilledIn) {
  const auto job = admission_.Create(CallContext(), ValidRequest());
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->name(), "jobs/1");
  EXPECT_EQ(job->user(), "anonymous");
  EXPECT_EQ(job->state(), v1::Job::QUEUED);
  EXPECT_EQ(job->spec().scaling().strategy(), "overlap");
}

TEST_F(JobAdmissionTest, EveryBadFieldIsNamedWithItsPathInTheRequest) {
  v1::CreateJobRequest request = ValidRequest();
  request.mutable_spec()->mutable_memory()->set_shared_bits(3);
  request.mutable_spec()->mutable_dataset()->set_name("imagenet");
  request.set_request_id("not-a-uuid");
  request.set_user("two words");
  const std::string refusal = Refusal(request);
  EXPECT_THAT(refusal, HasSubstr("spec.memory.shared_bits: must be even"));
  EXPECT_THAT(refusal,
              HasSubstr("spec.dataset.name: must be one of fashion-mnist, got \"imagenet\""));
  EXPECT_THAT(refusal, HasSubstr("request_id: must be a UUID"));
  EXPECT_THAT(refusal,
              HasSubstr("user: must be one printable word of at most 64 bytes, got \"two words\""));
  EXPECT_EQ(store_->CountJobs()->size(), 0u);
}

TEST_F(JobAdmissionTest, AUserMayHaveANameOfAnyScript) {
  v1::CreateJobRequest request = ValidRequest();
  request.set_user("Zo\xc3\xab-\xe7\x8e\x8b");
  const auto job = admission_.Create(CallContext(), request);
  ASSERT_TRUE(job.ok()) << job.status();
  EXPECT_EQ(job->user(), "Zo\xc3\xab-\xe7\x8e\x8b");
  for (const char* bad : {"a\nb", "a\xc2\x9b", "a\xc2\xa0", "\x1b[2J", "a\x7f"}) {
    request.set_user(bad);
    EXPECT_THAT(Refusal(request), HasSubstr("user: must be one printable word")) << bad;
  }
}

TEST_F(JobAdmissionTest, AVeryLargeSpecIsRefused) {
  v1::CreateJobRequest request = ValidRequest();
  request.mutable_spec()->set_display_name(std::string(100000, 'x'));
  EXPECT_THAT(Refusal(request), HasSubstr("spec: must have at most 65536 bytes, got 100"));
  EXPECT_THAT(Refusal(request), Not(HasSubstr("display_name")));
}

TEST_F(JobAdmissionTest, WhatIsSaidIsNeverTakenForTheDefault) {
  v1::CreateJobRequest request = ValidRequest();
  v1::JobSpec& spec = *request.mutable_spec();
  spec.mutable_training()->mutable_sgd()->set_learning_rate(0);
  spec.mutable_training()->mutable_sgd()->set_batch_size(0);
  spec.mutable_encoder()->set_starts(0);
  spec.mutable_memory()->set_bits(0);
  spec.mutable_retraining()->mutable_portions();
  const std::string refusal = Refusal(request);
  EXPECT_THAT(refusal, HasSubstr("spec.training.sgd.learning_rate: must be > 0 and at most 1000"));
  EXPECT_THAT(refusal,
              HasSubstr("spec.training.sgd.batch_size: must be between 1 and 8192, got 0"));
  EXPECT_THAT(refusal, HasSubstr("spec.encoder.starts: must be between 1 and 1024, got 0"));
  EXPECT_THAT(refusal, HasSubstr("spec.memory.bits: must be between 2 and 8, got 0"));
  EXPECT_THAT(refusal, HasSubstr("spec.retraining.portions: must rise strictly"));
}

TEST_F(JobAdmissionTest, ARuleForALayerThatTheModelLacksIsRefused) {
  v1::CreateJobRequest request = ValidRequest();
  (*request.mutable_spec()->mutable_layers())["conv9"].set_keep_floating_point(true);
  EXPECT_THAT(Refusal(request), HasSubstr("spec.layers.conv9: no layer of lenet5 begins with it"));
}

TEST_F(JobAdmissionTest, OnlyVersionFourUuidsAreRequestIds) {
  v1::CreateJobRequest request = ValidRequest();
  request.set_request_id("8b9ef7c2-3c4d-1e5f-8a6b-7c8d9e0f1a2b");
  EXPECT_THAT(Refusal(request), HasSubstr("request_id"));
  request.set_request_id(kUuid);
  EXPECT_TRUE(admission_.Create(CallContext(), request).ok());
}

TEST_F(JobAdmissionTest, ManyRepeatsAtOnceMakeOneJob) {
  v1::CreateJobRequest request = ValidRequest();
  request.set_request_id(kUuid);
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        const auto job = admission_.Create(CallContext(), request);
        ASSERT_TRUE(job.ok()) << job.status();
        EXPECT_EQ(job->name(), "jobs/1");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ((*store_->CountJobs())[v1::Job::QUEUED], 1);
}

TEST_F(JobAdmissionTest, ARequestIdWithAnotherBodyIsRefused) {
  v1::CreateJobRequest request = ValidRequest();
  request.set_request_id(kUuid);
  ASSERT_TRUE(admission_.Create(CallContext(), request).ok());
  request.mutable_spec()->set_seed(2);
  EXPECT_TRUE(absl::IsAlreadyExists(admission_.Create(CallContext(), request).status()));
}

}  // namespace
}  // namespace palimpsest
