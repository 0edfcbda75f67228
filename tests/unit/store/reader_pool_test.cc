#include "server/store/reader_pool.h"

#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

class ReaderPoolTest : public ::testing::Test {
 protected:
  ReaderPoolTest() {
    EXPECT_THAT(writer_->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER) STRICT"),
                IsOk());
  }

  std::unique_ptr<ReaderPool> OpenPool(int size) {
    absl::StatusOr<std::unique_ptr<ReaderPool>> pool =
        ReaderPool::Open(folder_.File("test.db"), size);
    EXPECT_THAT(pool, IsOk());
    return *std::move(pool);
  }

  static int64_t Rows(SqliteConnection& connection) {
    return *connection.QueryInt64("SELECT count(*) FROM t");
  }

  TemporaryDirectory folder_;
  std::unique_ptr<SqliteConnection> writer_ = OpenConnection(folder_.File("test.db"));
};

TEST_F(ReaderPoolTest, OneQuerySeesOneStateAndTheNextOneTheNewest) {
  std::unique_ptr<ReaderPool> pool = OpenPool(/*size=*/1);
  EXPECT_THAT(pool->Run([&](SqliteConnection& connection) {
    EXPECT_EQ(Rows(connection), 0);
    EXPECT_THAT(writer_->Run("INSERT INTO t (a) VALUES (1)"), IsOk());
    EXPECT_EQ(Rows(connection), 0);
    return absl::OkStatus();
  }),
              IsOk());
  EXPECT_THAT(pool->Run([&](SqliteConnection& connection) {
    EXPECT_EQ(Rows(connection), 1);
    return absl::OkStatus();
  }),
              IsOk());
}

TEST_F(ReaderPoolTest, ReadersCannotWrite) {
  std::unique_ptr<ReaderPool> pool = OpenPool(/*size=*/1);
  EXPECT_THAT(
      pool->Run([](SqliteConnection& connection) {
        return connection.Run("INSERT INTO t (a) VALUES (1)");
      }),
      IsStatus(absl::StatusCode::kPermissionDenied, "attempt to write a readonly database"));
}

TEST_F(ReaderPoolTest, TheErrorOfAQueryIsReturnedAndTheConnectionIsUsedAgain) {
  std::unique_ptr<ReaderPool> pool = OpenPool(/*size=*/1);
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(pool->Run([](SqliteConnection&) { return absl::NotFoundError("no row"); }),
                IsStatus(absl::StatusCode::kNotFound, "no row"));
  }
}

TEST_F(ReaderPoolTest, AsManyQueriesRunAtOnceAsThereAreConnections) {
  std::unique_ptr<ReaderPool> pool = OpenPool(/*size=*/2);
  // Each waits within its query until the other one is there too.
  absl::Barrier* const both = new absl::Barrier(2);
  const auto meet = [&] {
    EXPECT_THAT(pool->Run([&](SqliteConnection&) {
      if (both->Block()) delete both;
      return absl::OkStatus();
    }),
                IsOk());
  };
  std::thread other(meet);
  meet();
  other.join();
}

TEST_F(ReaderPoolTest, AQueryWaitsForAConnection) {
  std::unique_ptr<ReaderPool> pool = OpenPool(/*size=*/1);
  absl::Notification asking;
  absl::Notification inside;
  std::thread other;
  EXPECT_THAT(pool->Run([&](SqliteConnection&) {
    other = std::thread([&] {
      asking.Notify();
      EXPECT_THAT(pool->Run([&](SqliteConnection&) {
        inside.Notify();
        return absl::OkStatus();
      }),
                  IsOk());
    });
    asking.WaitForNotification();
    // As long as it would take if there were a second connection.
    EXPECT_FALSE(inside.WaitForNotificationWithTimeout(absl::Milliseconds(100)));
    return absl::OkStatus();
  }),
              IsOk());
  other.join();
  EXPECT_TRUE(inside.HasBeenNotified());
}

TEST_F(ReaderPoolTest, AFileThatCannotBeOpenedIsAnError) {
  EXPECT_THAT(ReaderPool::Open("/nonexistent/test.db", /*size=*/1),
              IsStatus(absl::StatusCode::kUnavailable, "/nonexistent/test.db"));
}

}  // namespace
}  // namespace palimpsest
