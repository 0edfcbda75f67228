#include "server/store/migrations.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/integrity.h"
#include "server/store/schema.h"
#include "test_paths.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A file as the program of version 1 left it, with a job in every state.
class OldDatabase : public ::testing::Test {
 protected:
  OldDatabase() {
    EXPECT_THAT(WriteFileAtomically(path_, *ReadFile(PALIMPSEST_TESTDATA "/store/version1.db")),
                IsOk());
  }

  TemporaryDirectory folder_;
  const std::string path_ = folder_.File("old.db");
};

TEST_F(OldDatabase, IsMigratedWithAllThatItHolds) {
  const std::unique_ptr<Store> store = OpenStore(path_);
  EXPECT_EQ(*store->SchemaVersion(), NewestSchemaVersion());
  EXPECT_THAT(store->CheckIntegrity(), IsOk());

  const v1::Job first = *store->GetJob(1);
  EXPECT_EQ(first.state(), v1::Job::SUCCEEDED);
  EXPECT_EQ(first.spec().display_name(), "first try");
  EXPECT_EQ(first.spec().model().name(), "lenet5");
  ASSERT_EQ(first.attempts_size(), 2);
  EXPECT_EQ(first.attempts(0).failure().kind(), v1::Failure::LOST);
  EXPECT_EQ(first.attempts(1).state(), v1::Attempt::SUCCEEDED);
  EXPECT_THAT(first.result(), EqualsProto(SomeResult()));
  EXPECT_EQ(store->EventsAfter(1, 0, /*limit=*/100)->size(), 13u);
  EXPECT_EQ(store->GetArtifact(1, "metrics.csv")->size_bytes(), 9);

  EXPECT_EQ(store->GetJob(2)->failure().message(), "loss is nan at step 20");
  EXPECT_EQ(store->GetJob(3)->state(), v1::Job::CANCELLED);
  EXPECT_THAT(*store->QueuedJobs(), ElementsAre(4));
  EXPECT_EQ(store->GetJob(5)->progress().fraction(), 0.25);
  EXPECT_EQ(store->GetJob(6)->state(), v1::Job::CANCELLING);
  EXPECT_EQ(store->RunningAttempts()->size(), 2u);
}

// Jobs that the server of version 1 had taken in, with every default filled in.
TEST(MigrationsTest, SpecsSayWhatTheySaidInFieldsThatAreNoMore) {
  const TemporaryDirectory folder;
  const std::string path = folder.File("old.db");
  ASSERT_THAT(
      WriteFileAtomically(path, *ReadFile(PALIMPSEST_TESTDATA "/store/version1_submitted.db")),
      IsOk());
  const std::unique_ptr<Store> store = OpenStore(path);
  const v1::JobSpec spec = store->GetJob(1)->spec();
  EXPECT_EQ(spec.display_name(), "an old job");
  EXPECT_THAT(spec.retraining().portions().values(), ElementsAre(0.25, 1));
  ASSERT_EQ(spec.layers_size(), 2);
  EXPECT_TRUE(spec.layers().at("conv1").keep_floating_point());
  EXPECT_TRUE(spec.layers().at("fc3").keep_floating_point());
  EXPECT_THAT(store->GetJob(2)->spec().retraining().portions().values(), ElementsAre(0.5, 1));
  EXPECT_THAT(store->EventsAfter(1, 0, /*limit=*/100), IsOk());
}

TEST_F(OldDatabase, GoesOnWhereItStopped) {
  const std::unique_ptr<Store> store = OpenStore(path_);
  NewJob repeat;
  repeat.request_id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  repeat.body_sha256 = "body";
  EXPECT_EQ(store->CreateJob(repeat, At(0))->name(), "jobs/1");
  EXPECT_EQ(AddJob(*store), 7);
  int64_t newest = 0;
  const std::vector<RunningAttempt> running = *store->RunningAttempts();
  for (const RunningAttempt& attempt : running) {
    newest = std::max(newest, attempt.fencing_number);
  }
  EXPECT_EQ(Start(*store, 7).fencing_number(), newest + 1);
}

TEST_F(OldDatabase, CanBeQueriedByWhatItHolds) {
  OpenStore(path_).reset();
  const std::unique_ptr<SqliteConnection> connection = OpenConnection(path_);
  EXPECT_EQ(
      *connection->QueryInt64(
          "SELECT count(*) FROM jobs WHERE json_extract(spec_json, '$.model.name') = ?", "lenet5"),
      4);
  EXPECT_EQ(*connection->QueryInt64("SELECT job_id FROM results "
                                    "WHERE json_extract(result_json, '$.final_accuracy') = ?",
                                    0.9),
            1);
}

TEST_F(OldDatabase, StaysUntouchedIfAMigrationFails) {
  ASSERT_THAT(OpenConnection(path_)->Run("UPDATE jobs SET spec = ? WHERE id = 2", Blob{"\xff"}),
              IsOk());
  const std::string before = *ReadFile(path_);
  EXPECT_THAT(Store::Open(path_).status(),
              IsStatus(absl::StatusCode::kDataLoss,
                       "migrate to version 2: jobs/2: a stored palimpsest.v1.JobSpec"));
  EXPECT_EQ(*ReadFile(path_), before);
}

std::vector<Migration> WithOneMore(const char* sql) {
  std::vector<Migration> migrations(Migrations().begin(), Migrations().end());
  migrations.push_back({NewestSchemaVersion() + 1, sql});
  return migrations;
}

TEST_F(OldDatabase, IsNotLeftWithAReferenceToNothing) {
  const std::unique_ptr<SqliteConnection> connection = OpenConnection(path_);
  ASSERT_THAT(Migrate(*connection), IsOk());
  EXPECT_THAT(Migrate(*connection, WithOneMore("DELETE FROM jobs WHERE id = 2")),
              IsStatus(absl::StatusCode::kDataLoss, "refers to a missing row of jobs"));
  EXPECT_EQ(*SchemaVersion(*connection), NewestSchemaVersion());
  EXPECT_EQ(*connection->QueryInt64("SELECT count(*) FROM jobs"), 6);
}

TEST_F(OldDatabase, HasItsReferencesEnforcedAgainAfterAMigration) {
  const std::unique_ptr<SqliteConnection> connection = OpenConnection(path_);
  ASSERT_THAT(Migrate(*connection), IsOk());
  EXPECT_EQ(*connection->QueryInt64("PRAGMA foreign_keys"), 1);
  EXPECT_FALSE(Migrate(*connection, WithOneMore("no SQL")).ok());
  EXPECT_EQ(*connection->QueryInt64("PRAGMA foreign_keys"), 1);
}

TEST_F(OldDatabase, ANewStateNeedsNoTableRebuilt) {
  const std::unique_ptr<SqliteConnection> connection = OpenConnection(path_);
  ASSERT_THAT(Migrate(*connection, WithOneMore("INSERT INTO job_states "
                                               "(name, has_ended, has_failed) "
                                               "VALUES ('PAUSED', 0, 0)")),
              IsOk());
  EXPECT_THAT(connection->Run("UPDATE jobs SET state = 'PAUSED' WHERE id = 4"), IsOk());
}

// Names of the values of a proto's enum, but for the unspecified one, that `table` lacks.
std::vector<std::string> MissingStates(SqliteConnection& connection, absl::string_view query,
                                       const google::protobuf::EnumDescriptor& states) {
  std::vector<std::string> missing;
  for (int i = 0; i < states.value_count(); ++i) {
    const google::protobuf::EnumValueDescriptor& state = *states.value(i);
    if (state.number() == 0) continue;
    if (*connection.QueryInt64(query, state.name()) != 1) missing.push_back(state.name());
  }
  return missing;
}

TEST(Migrations, KnowEveryStateOfTheApi) {
  const std::unique_ptr<SqliteConnection> connection = OpenConnection(":memory:");
  ASSERT_THAT(Migrate(*connection), IsOk());
  EXPECT_THAT(MissingStates(*connection, "SELECT count(*) FROM job_states WHERE name = ?",
                            *v1::Job::State_descriptor()),
              IsEmpty());
  EXPECT_THAT(MissingStates(*connection, "SELECT count(*) FROM attempt_states WHERE name = ?",
                            *v1::Attempt::State_descriptor()),
              IsEmpty());
}

}  // namespace
}  // namespace palimpsest
