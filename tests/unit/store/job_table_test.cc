#include "server/store/job_table.h"

#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/job/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/tables_test_base.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;
using JobTable = TablesTest;

TEST_F(JobTable, IdsRiseAndAreNeverUsedAgain) {
  EXPECT_EQ(InsertQueuedJob(), 1);
  EXPECT_EQ(InsertQueuedJob(), 2);
  ASSERT_THAT(connection_->Run("DELETE FROM jobs WHERE id = 2"), IsOk());
  EXPECT_EQ(InsertQueuedJob(), 3);
}

TEST_F(JobTable, ARequestIsFoundByItsIdAndItsBody) {
  EXPECT_EQ(*FindRequest(*connection_, "request-1", "body"), absl::nullopt);
  const NewJob job = {{}, "ada", "request-1", "body"};
  ASSERT_THAT(InsertJob(*connection_, job, At(0)), IsOk());
  EXPECT_EQ(*FindRequest(*connection_, "request-1", "body"), 1);
  EXPECT_THAT(FindRequest(*connection_, "request-1", "other"),
              IsStatus(absl::StatusCode::kAlreadyExists, "jobs/1"));
  EXPECT_THAT(InsertJob(*connection_, job, At(0)),
              IsStatus(absl::StatusCode::kInternal, "UNIQUE constraint failed: jobs.request_id"));
}

TEST_F(JobTable, AnEmptyRequestIdIsNobodysRequest) {
  InsertQueuedJob();
  InsertQueuedJob();
  EXPECT_EQ(*FindRequest(*connection_, "", "body"), absl::nullopt);
}

TEST_F(JobTable, AnyFieldOfTheSpecCanBeQueried) {
  NewJob job = {{}, "ada", "", "body"};
  job.spec.set_display_name("grün \"1\"");
  job.spec.mutable_model()->set_name("lenet5");
  job.spec.mutable_dataset()->set_name("fashion-mnist");
  job.spec.mutable_scaling()->set_strategy("octav");
  job.spec.set_seed(18446744073709551615u);
  InsertQueuedJob();
  ASSERT_THAT(InsertJob(*connection_, job, At(0)), IsOk());
  EXPECT_EQ(*connection_->QueryInt64(
                "SELECT id FROM jobs WHERE json_extract(spec_json, '$.display_name') = ? "
                "AND json_extract(spec_json, '$.model.name') = ? "
                "AND json_extract(spec_json, '$.dataset.name') = ? "
                "AND json_extract(spec_json, '$.scaling.strategy') = ? "
                "AND json_extract(spec_json, '$.seed') = ?",
                "grün \"1\"", "lenet5", "fashion-mnist", "octav", "18446744073709551615"),
            2);
}

TEST_F(JobTable, CommonQueriesUseAnIndex) {
  for (const char* const filter :
       {"user = 'ada'", "state = 'QUEUED'", "json_extract(spec_json, '$.display_name') = 'a'",
        "json_extract(spec_json, '$.model.name') = 'lenet5'",
        "json_extract(spec_json, '$.dataset.name') = 'mnist'",
        "json_extract(spec_json, '$.scaling.strategy') = 'octav'",
        "json_extract(spec_json, '$.seed') = '7'"}) {
    // A page of a list: in order without a sort.
    EXPECT_THAT(QueryPlan(*connection_, absl::StrCat("SELECT id FROM jobs WHERE ", filter,
                                                     " AND id < 100 ORDER BY id DESC LIMIT 10")),
                ElementsAre(StartsWith("SEARCH jobs USING ")))
        << filter;
  }
}

TEST_F(JobTable, StatesTimesAndFailureAreStored) {
  InsertQueuedJob();
  ASSERT_THAT(SetJobRunning(*connection_, 1, At(1)), IsOk());
  ASSERT_THAT(SetJobState(*connection_, 1, v1::Job::CANCELLING), IsOk());
  EXPECT_EQ(*GetJobState(*connection_, 1), v1::Job::CANCELLING);
  v1::Failure failure;
  failure.set_kind(v1::Failure::NO_SPACE);
  failure.set_message("full");
  ASSERT_THAT(SetJobEnded(*connection_, 1, v1::Job::FAILED, failure, At(2)), IsOk());
  const v1::Job job = *GetJob(*connection_, 1);
  EXPECT_EQ(job.state(), v1::Job::FAILED);
  EXPECT_EQ(FromProto(job.start_time()), At(1));
  EXPECT_EQ(FromProto(job.end_time()), At(2));
  EXPECT_THAT(job.failure(), EqualsProto(failure));
}

TEST_F(JobTable, ANewStartForgetsTheProgressButNotTheFirstStart) {
  InsertQueuedJob();
  ASSERT_THAT(SetJobRunning(*connection_, 1, At(1)), IsOk());
  const v1::Progress progress = ProgressEvent(v1::Progress::SCALING, 0.5).progress();
  ASSERT_THAT(SetJobProgress(*connection_, 1, progress), IsOk());
  EXPECT_THAT(GetJob(*connection_, 1)->progress(), EqualsProto(progress));
  ASSERT_THAT(SetJobState(*connection_, 1, v1::Job::QUEUED), IsOk());
  ASSERT_THAT(SetJobRunning(*connection_, 1, At(2)), IsOk());
  const v1::Job job = *GetJob(*connection_, 1);
  EXPECT_FALSE(job.has_progress());
  EXPECT_EQ(FromProto(job.start_time()), At(1));
}

TEST_F(JobTable, ListsIdsByState) {
  for (int i = 0; i < 4; ++i) InsertQueuedJob();
  ASSERT_THAT(SetJobRunning(*connection_, 3, At(1)), IsOk());
  EXPECT_THAT(*ListJobIds(*connection_, {}), ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(*ListJobIds(*connection_, {{v1::Job::QUEUED}, /*before_id=*/4, /*limit=*/2}),
              ElementsAre(2, 1));
  EXPECT_THAT(*QueuedJobs(*connection_), ElementsAre(1, 2, 4));
  EXPECT_EQ(CountJobs(*connection_)->at(v1::Job::QUEUED), 3);
}

TEST_F(JobTable, ADamagedSpecIsDataLoss) {
  InsertQueuedJob();
  ASSERT_THAT(connection_->Run("UPDATE jobs SET spec = ?", Blob{"\xff"}), IsOk());
  EXPECT_THAT(GetJob(*connection_, 1),
              IsStatus(absl::StatusCode::kDataLoss, "palimpsest.v1.JobSpec"));
}

TEST_F(JobTable, AnUnknownStateIsDataLoss) {
  InsertQueuedJob();
  ASSERT_THAT(connection_->Execute("INSERT INTO job_states VALUES ('PAUSED', 0, 0); "
                                   "UPDATE jobs SET state = 'PAUSED'"),
              IsOk());
  EXPECT_THAT(GetJobState(*connection_, 1), IsStatus(absl::StatusCode::kDataLoss, "PAUSED"));
}

}  // namespace
}  // namespace palimpsest
