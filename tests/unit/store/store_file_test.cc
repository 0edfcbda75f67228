// A store whose database is a file: restarts, full disks, files that are not ours.

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/schema.h"
#include "server/store/store.h"
#include "tests/unit/store/file_size_limit.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class StoreFile : public ::testing::Test {
 protected:
  void Copy(const std::string& from, const std::string& to) {
    const absl::StatusOr<std::string> content = ReadFile(from);
    ASSERT_THAT(content, IsOk());
    ASSERT_THAT(WriteFileAtomically(to, *content), IsOk());
  }

  TemporaryDirectory folder_;
  const std::string path_ = folder_.File("test.db");
};

TEST_F(StoreFile, EverythingIsThereAfterAnOrderlyRestart) {
  std::unique_ptr<Store> store = OpenStore(path_);
  AddJob(*store);
  AddJob(*store);
  const v1::Lease done = Start(*store, 1);
  ASSERT_THAT(store->AppendEvents(Report(done, 0, {MetricEvent("test_loss", 1, 1e-7)}), At(2)),
              IsOk());
  v1::Artifact artifact;
  artifact.set_file_name("metrics.csv");
  ASSERT_THAT(store->AddArtifact(done.attempt(), done.fencing_number(), artifact), IsOk());
  ASSERT_THAT(store->EndAttempt(Success(done), /*requeue=*/false, At(3)), IsOk());
  const v1::Lease running = Start(*store, 2);
  const std::vector<v1::Job> jobs = *store->ListJobs({});
  const std::vector<v1::JobEvent> events = *store->EventsAfter(1, 0, 100);

  store.reset();
  store = OpenStore(path_);
  EXPECT_THAT(*store->ListJobs({}), ElementsAre(EqualsProto(jobs[0]), EqualsProto(jobs[1])));
  const std::vector<v1::JobEvent> events_now = *store->EventsAfter(1, 0, 100);
  ASSERT_THAT(events_now, SizeIs(events.size()));
  for (size_t i = 0; i < events.size(); ++i) EXPECT_THAT(events_now[i], EqualsProto(events[i]));
  EXPECT_THAT(*store->ListArtifacts(1), SizeIs(1));
  EXPECT_EQ(*store->SchemaVersion(), NewestSchemaVersion());

  // The lease of before still holds, and later ones have higher numbers.
  const std::vector<RunningAttempt> attempts = *store->RunningAttempts();
  ASSERT_THAT(attempts, SizeIs(1));
  EXPECT_EQ(attempts[0].fencing_number, running.fencing_number());
  EXPECT_THAT(store->AppendEvents(Report(running, 0, {LogEvent("on")}), At(4)), IsOk());
  EXPECT_GT(Start(*store, AddJob(*store)).fencing_number(), running.fencing_number());
}

TEST_F(StoreFile, ARepeatedRequestIsKnownAfterARestart) {
  std::unique_ptr<Store> store = OpenStore(path_);
  ASSERT_THAT(store->CreateJob({{}, "ada", "request-1", "body"}, At(0)), IsOk());
  store.reset();
  store = OpenStore(path_);
  EXPECT_EQ(store->CreateJob({{}, "ada", "request-1", "body"}, At(9))->name(), "jobs/1");
  EXPECT_THAT(store->CreateJob({{}, "ada", "request-1", "other"}, At(9)),
              IsStatus(absl::StatusCode::kAlreadyExists, "request-1"));
}

TEST_F(StoreFile, WhatWasAcknowledgedIsInTheFilesThatACrashLeaves) {
  std::unique_ptr<Store> store = OpenStore(path_);
  AddJob(*store);
  Start(*store, 1);
  // The files as they are now, while the store is open: what a kill would leave.
  const std::string crashed = folder_.File("crashed.db");
  Copy(path_, crashed);
  Copy(absl::StrCat(path_, "-wal"), absl::StrCat(crashed, "-wal"));
  std::unique_ptr<Store> recovered = OpenStore(crashed);
  EXPECT_THAT(*recovered->GetJob(1), EqualsProto(*store->GetJob(1)));
  EXPECT_THAT(*recovered->RunningAttempts(), SizeIs(1));
  EXPECT_THAT(recovered->CheckIntegrity(), IsOk());
}

TEST_F(StoreFile, AFullDiskFailsTheCallLosesNothingAndWorksAgain) {
  std::unique_ptr<Store> store = OpenStore(path_);
  int64_t created = 0;
  {
    FileSizeLimit limit(2 << 20);
    absl::Status status;
    while (status.ok()) {
      status = store->CreateJob({{}, std::string(100000, 'u'), "", ""}, At(0)).status();
      if (status.ok()) ++created;
    }
    EXPECT_THAT(status, IsStatus(absl::StatusCode::kResourceExhausted, path_));
    // Reading goes on.
    EXPECT_EQ(store->CountJobs()->at(v1::Job::QUEUED), created);
    EXPECT_THAT(store->GetJob(created), IsOk());
  }
  EXPECT_GT(created, 0);
  EXPECT_THAT(store->CheckIntegrity(), IsOk());
  const int64_t next = AddJob(*store);
  store.reset();
  store = OpenStore(path_);
  EXPECT_EQ(store->CountJobs()->at(v1::Job::QUEUED), created + 1);
  EXPECT_THAT(store->GetJob(next), IsOk());
  EXPECT_THAT(store->CheckIntegrity(), IsOk());
}

TEST_F(StoreFile, ANewerDatabaseIsRefusedUntouched) {
  OpenStore(path_).reset();
  ASSERT_THAT(OpenConnection(path_)->Execute("PRAGMA user_version = 7"), IsOk());
  const std::string before = *ReadFile(path_);
  EXPECT_THAT(Store::Open(path_),
              IsStatus(absl::StatusCode::kFailedPrecondition,
                       absl::StrCat("the database ", path_, " has version 7, this program knows")));
  EXPECT_EQ(*ReadFile(path_), before);
}

TEST_F(StoreFile, ADatabaseOfAnotherProgramIsRefusedUntouched) {
  ASSERT_THAT(OpenConnection(path_)->Execute("CREATE TABLE notes (text TEXT)"), IsOk());
  const std::string before = *ReadFile(path_);
  EXPECT_THAT(Store::Open(path_),
              IsStatus(absl::StatusCode::kFailedPrecondition, "belongs to another program"));
  EXPECT_EQ(*ReadFile(path_), before);
}

TEST_F(StoreFile, AFileThatIsNoDatabaseIsRefusedUntouched) {
  const std::string text(10000, 't');
  ASSERT_THAT(WriteFileAtomically(path_, text), IsOk());
  EXPECT_THAT(Store::Open(path_), IsStatus(absl::StatusCode::kDataLoss, path_));
  EXPECT_EQ(*ReadFile(path_), text);
}

TEST_F(StoreFile, AnEmptyFileBecomesADatabase) {
  ASSERT_THAT(WriteFileAtomically(path_, ""), IsOk());
  EXPECT_EQ(*OpenStore(path_)->SchemaVersion(), NewestSchemaVersion());
}

TEST_F(StoreFile, ATruncatedDatabaseIsDataLoss) {
  std::unique_ptr<Store> store = OpenStore(path_);
  for (int i = 0; i < 10; ++i) AddJob(*store, std::string(10000, 'n'));
  store.reset();
  const std::string content = *ReadFile(path_);
  ASSERT_THAT(WriteFileAtomically(path_, content.substr(0, content.size() / 2)), IsOk());
  EXPECT_THAT(Store::Open(path_), IsStatus(absl::StatusCode::kDataLoss, path_));
}

TEST_F(StoreFile, ADamagedPageIsFoundByTheIntegrityCheck) {
  std::unique_ptr<Store> store = OpenStore(path_);
  for (int i = 0; i < 10; ++i) AddJob(*store, std::string(10000, 'n'));
  store.reset();
  std::string content = *ReadFile(path_);
  // Everything behind the first page, which has the schema.
  for (size_t i = 4096; i < content.size(); ++i) content[i] = static_cast<char>(~content[i]);
  ASSERT_THAT(WriteFileAtomically(path_, content), IsOk());
  const absl::StatusOr<std::unique_ptr<Store>> opened = Store::Open(path_);
  EXPECT_THAT(opened.ok() ? (*opened)->CheckIntegrity() : opened.status(),
              IsStatus(absl::StatusCode::kDataLoss, path_));
}

TEST_F(StoreFile, AMissingFolderIsNamed) {
  EXPECT_THAT(Store::Open(folder_.File("missing/test.db")),
              IsStatus(absl::StatusCode::kUnavailable, "missing/test.db"));
}

}  // namespace
}  // namespace palimpsest
