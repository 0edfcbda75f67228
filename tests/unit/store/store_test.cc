#include "server/store/store.h"

#include "absl/status/statusor.h"
#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/schema.h"
#include "tests/unit/store/store_contract.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using StoreTest = StoreContract;
PALIMPSEST_INSTANTIATE_STORE_CONTRACT(StoreTest);

TEST_P(StoreTest, AnEmptyStoreHasTheNewestSchemaAndNoJobs) {
  EXPECT_EQ(*store_->SchemaVersion(), NewestSchemaVersion());
  EXPECT_EQ(store_->path(), Path(folder_));
  EXPECT_THAT(*store_->CountJobs(), IsEmpty());
  EXPECT_THAT(*store_->QueuedJobs(), IsEmpty());
  EXPECT_THAT(*store_->RunningAttempts(), IsEmpty());
  EXPECT_THAT(Names({}), IsEmpty());
  EXPECT_THAT(store_->CheckIntegrity(), IsOk());
}

TEST_P(StoreTest, ACreatedJobIsQueuedAndReadsBackWhole) {
  v1::JobSpec spec;
  spec.set_display_name("a name");
  spec.set_seed(~uint64_t{0});
  const absl::StatusOr<v1::Job> job = store_->CreateJob({spec, "ada", "", "body"}, At(5));
  ASSERT_THAT(job, IsOk());
  EXPECT_EQ(job->name(), "jobs/1");
  EXPECT_EQ(job->state(), v1::Job::QUEUED);
  EXPECT_EQ(job->user(), "ada");
  EXPECT_THAT(job->spec(), EqualsProto(spec));
  EXPECT_EQ(FromProto(job->create_time()), At(5));
  EXPECT_FALSE(job->has_start_time() || job->has_end_time() || job->has_progress() ||
               job->has_result() || job->has_failure());
  EXPECT_THAT(GetJob(1), EqualsProto(*job));
}

TEST_P(StoreTest, ARepeatedRequestReturnsTheSameJobAsItIsNow) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "request-1", "body"}, At(0)), IsOk());
  Start(*store_, 1);
  const absl::StatusOr<v1::Job> again = store_->CreateJob({{}, "ada", "request-1", "body"}, At(9));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(GetJob(1)));
  EXPECT_EQ(again->state(), v1::Job::RUNNING);
  EXPECT_THAT(Names({}), SizeIs(1));
}

TEST_P(StoreTest, ARequestIdWithAnotherBodyIsRefused) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "request-1", "body"}, At(0)), IsOk());
  EXPECT_THAT(store_->CreateJob({{}, "ada", "request-1", "other"}, At(0)),
              IsStatus(absl::StatusCode::kAlreadyExists, "request_id request-1 created jobs/1"));
  EXPECT_THAT(Names({}), SizeIs(1));
}

TEST_P(StoreTest, RequestsWithoutAnIdMakeAJobEach) {
  ASSERT_THAT(store_->CreateJob({{}, "ada", "", "body"}, At(0)), IsOk());
  ASSERT_THAT(store_->CreateJob({{}, "ada", "", "body"}, At(0)), IsOk());
  EXPECT_THAT(Names({}), ElementsAre("jobs/2", "jobs/1"));
}

TEST_P(StoreTest, AMissingJobIsNotFoundByAnyMethod) {
  const auto not_found = IsStatus(absl::StatusCode::kNotFound, "there is no jobs/7");
  EXPECT_THAT(store_->GetJob(7), not_found);
  EXPECT_THAT(store_->StartAttempt(7, "workers/1", At(0)), not_found);
  EXPECT_THAT(store_->RequestCancel(7, At(0)), not_found);
  EXPECT_THAT(store_->EventsAfter(7, 0, 10), not_found);
  EXPECT_THAT(store_->ListArtifacts(7), not_found);
  EXPECT_THAT(store_->GetArtifact(7, "metrics.csv"), not_found);
}

TEST_P(StoreTest, ListsJobsNewestFirstByStateAndPageByPage) {
  for (int i = 0; i < 6; ++i) AddJob(*store_);
  Start(*store_, 2);
  Start(*store_, 5);
  ASSERT_THAT(store_->RequestCancel(3, At(1)), IsOk());
  EXPECT_THAT(Names({}), ElementsAre("jobs/6", "jobs/5", "jobs/4", "jobs/3", "jobs/2", "jobs/1"));
  EXPECT_THAT(Names({{}, /*before_id=*/0, /*limit=*/2}), ElementsAre("jobs/6", "jobs/5"));
  EXPECT_THAT(Names({{}, /*before_id=*/5, /*limit=*/2}), ElementsAre("jobs/4", "jobs/3"));
  EXPECT_THAT(Names({{v1::Job::RUNNING}}), ElementsAre("jobs/5", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::RUNNING, v1::Job::CANCELLED, v1::Job::RUNNING}}),
              ElementsAre("jobs/5", "jobs/3", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::RUNNING, v1::Job::QUEUED}, /*before_id=*/6, /*limit=*/3}),
              ElementsAre("jobs/5", "jobs/4", "jobs/2"));
  EXPECT_THAT(Names({{v1::Job::FAILED}}), IsEmpty());
  EXPECT_THAT(*store_->CountJobs(),
              UnorderedElementsAre(Pair(v1::Job::QUEUED, 3), Pair(v1::Job::RUNNING, 2),
                                   Pair(v1::Job::CANCELLED, 1)));
}

TEST_P(StoreTest, QueuedJobsAreOldestFirstAndARequeuedOneKeepsItsTurn) {
  for (int i = 0; i < 3; ++i) AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  EXPECT_THAT(*store_->QueuedJobs(), ElementsAre(2, 3));
  ASSERT_THAT(store_->EndAttempt(FailureOf(lease, v1::Failure::LOST, "gone"),
                                 /*requeue=*/true, At(2)),
              IsOk());
  EXPECT_THAT(*store_->QueuedJobs(), ElementsAre(1, 2, 3));
}

TEST_P(StoreTest, ArtifactsAreListedByNameAndReplacedByLaterOnes) {
  AddJob(*store_);
  const v1::Lease lease = Start(*store_, 1);
  v1::Artifact artifact;
  artifact.set_file_name("model.safetensors");
  artifact.set_size_bytes(int64_t{1} << 40);
  artifact.set_sha256("aa");
  absl::StatusOr<v1::Artifact> model =
      store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact);
  ASSERT_THAT(model, IsOk());
  EXPECT_EQ(model->name(), "jobs/1/artifacts/model.safetensors");
  EXPECT_EQ(model->size_bytes(), int64_t{1} << 40);
  artifact.set_file_name("memory_image.plm");
  ASSERT_THAT(store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact), IsOk());
  artifact.set_sha256("bb");
  const absl::StatusOr<v1::Artifact> image =
      store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact);
  ASSERT_THAT(image, IsOk());

  EXPECT_THAT(*store_->ListArtifacts(1), ElementsAre(EqualsProto(*image), EqualsProto(*model)));
  EXPECT_THAT(*store_->GetArtifact(1, "memory_image.plm"), EqualsProto(*image));
  EXPECT_EQ(image->sha256(), "bb");
  EXPECT_THAT(store_->GetArtifact(1, "metrics.csv"),
              IsStatus(absl::StatusCode::kNotFound, "there is no jobs/1/artifacts/metrics.csv"));
  artifact.set_file_name("../palimpsest.db");
  EXPECT_THAT(store_->AddArtifact(lease.attempt(), lease.fencing_number(), artifact),
              IsStatus(absl::StatusCode::kInvalidArgument, "../palimpsest.db"));
}

}  // namespace
}  // namespace palimpsest
