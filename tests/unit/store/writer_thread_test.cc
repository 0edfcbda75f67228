#include "server/store/writer_thread.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/file_size_limit.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WriterThreadTest : public ::testing::Test {
 protected:
  WriterThreadTest() {
    std::unique_ptr<SqliteConnection> connection = OpenConnection(path_);
    // `late` is checked by the commit, not by the statement.
    EXPECT_THAT(
        connection->Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                            "CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, "
                            "late INTEGER REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED) STRICT"),
        IsOk());
    writer_ = std::make_unique<WriterThread>(std::move(connection));
  }

  static WriterThread::Command Insert(int a, int bytes = 0) {
    return [a, bytes](SqliteConnection& connection) {
      return connection.Run("INSERT INTO t (a, b) VALUES (?, zeroblob(?))", a, bytes);
    };
  }

  // Runs the commands in one transaction: they queue up while the writer is kept busy.
  std::vector<absl::Status> RunTogether(const std::vector<WriterThread::Command>& commands) {
    absl::Notification go_on;
    absl::Notification is_busy;
    absl::BlockingCounter left(static_cast<int>(commands.size()) + 1);
    writer_->Submit(
        [&](SqliteConnection&) {
          is_busy.Notify();
          go_on.WaitForNotification();
          return absl::OkStatus();
        },
        [&](const absl::Status&) { left.DecrementCount(); });
    is_busy.WaitForNotification();
    std::vector<absl::Status> statuses(commands.size());
    for (size_t i = 0; i < commands.size(); ++i) {
      writer_->Submit(commands[i], [&, i](const absl::Status& status) {
        statuses[i] = status;
        left.DecrementCount();
      });
    }
    go_on.Notify();
    left.Wait();
    return statuses;
  }

  // As another connection sees them.
  std::vector<int64_t> Rows() {
    std::unique_ptr<SqliteConnection> reader = OpenConnection(path_);
    absl::StatusOr<SqliteStatement> rows = reader->Prepare("SELECT a FROM t ORDER BY a");
    std::vector<int64_t> values;
    while (*rows->Step()) values.push_back(rows->Int64(0));
    return values;
  }

  TemporaryDirectory folder_;
  const std::string path_ = folder_.File("test.db");
  std::unique_ptr<WriterThread> writer_;
};

TEST_F(WriterThreadTest, WhatRanIsCommittedWhenTheCallReturns) {
  ASSERT_THAT(writer_->Run(Insert(1)), IsOk());
  EXPECT_THAT(Rows(), ElementsAre(1));
}

TEST_F(WriterThreadTest, WhatQueuesUpSharesOneTransaction) {
  int64_t rows_of_others = -1;
  const std::vector<absl::Status> statuses =
      RunTogether({Insert(1), Insert(2), [&](SqliteConnection& connection) {
                     // Seen from within, but not yet committed.
                     EXPECT_EQ(*connection.QueryInt64("SELECT count(*) FROM t"), 2);
                     rows_of_others = static_cast<int64_t>(Rows().size());
                     return absl::OkStatus();
                   }});
  EXPECT_THAT(statuses, ElementsAre(IsOk(), IsOk(), IsOk()));
  EXPECT_EQ(rows_of_others, 0);
  EXPECT_THAT(Rows(), ElementsAre(1, 2));
}

TEST_F(WriterThreadTest, ACommandThatFailsUndoesOnlyItself) {
  const std::vector<absl::Status> statuses =
      RunTogether({Insert(1),
                   [](SqliteConnection& connection) {
                     EXPECT_THAT(Insert(2)(connection), IsOk());
                     return absl::NotFoundError("changed my mind");
                   },
                   Insert(1), Insert(3)});
  EXPECT_THAT(
      statuses,
      ElementsAre(IsOk(), IsStatus(absl::StatusCode::kNotFound, "changed my mind"),
                  IsStatus(absl::StatusCode::kInternal, "UNIQUE constraint failed"), IsOk()));
  EXPECT_THAT(Rows(), ElementsAre(1, 3));
}

TEST_F(WriterThreadTest, ACommitThatFailsFailsTheBatchAndNothingOfItIsKept) {
  const std::vector<absl::Status> statuses =
      RunTogether({Insert(1),
                   [](SqliteConnection& connection) {
                     return connection.Run("INSERT INTO t (a, late) VALUES (2, 77)");
                   },
                   [](SqliteConnection&) { return absl::NotFoundError("its own error"); }});
  const auto commit_failed = IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY");
  EXPECT_THAT(statuses, ElementsAre(commit_failed, commit_failed,
                                    IsStatus(absl::StatusCode::kNotFound, "its own error")));
  EXPECT_THAT(Rows(), IsEmpty());
  ASSERT_THAT(writer_->Run(Insert(4)), IsOk());
  EXPECT_THAT(Rows(), ElementsAre(4));
}

TEST_F(WriterThreadTest, AFullDiskFailsTheCallsAndTheNextOnesWorkAgain) {
  std::vector<absl::Status> statuses;
  {
    FileSizeLimit limit(1 << 20);
    statuses = RunTogether({Insert(1), Insert(2, /*bytes=*/8 << 20), Insert(3)});
  }
  const auto full = IsStatus(absl::StatusCode::kResourceExhausted, path_);
  EXPECT_THAT(statuses, ElementsAre(full, full, full));
  EXPECT_THAT(Rows(), IsEmpty());
  ASSERT_THAT(writer_->Run(Insert(2, /*bytes=*/8 << 20)), IsOk());
  EXPECT_THAT(Rows(), ElementsAre(2));
}

TEST_F(WriterThreadTest, ManyThreadsMayWriteAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kRows = 50;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kRows; ++i) EXPECT_THAT(writer_->Run(Insert(thread * kRows + i)), IsOk());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(Rows(), SizeIs(kThreads * kRows));
}

TEST_F(WriterThreadTest, WhatIsQueuedIsWrittenBeforeTheWriterEnds) {
  absl::Status status = absl::UnknownError("not called");
  writer_->Submit(Insert(1), [&](const absl::Status& result) { status = result; });
  writer_.reset();
  EXPECT_THAT(status, IsOk());
  EXPECT_THAT(Rows(), ElementsAre(1));
}

}  // namespace
}  // namespace palimpsest
