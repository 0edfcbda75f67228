#include "server/store/sqlite/transaction.h"

#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/store/store_fixtures.h"

namespace palimpsest {
namespace {

class SqliteTransactionTest : public ::testing::Test {
 protected:
  SqliteTransactionTest() {
    EXPECT_THAT(
        connection_->Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER) STRICT"),
        IsOk());
  }

  int64_t Rows(SqliteConnection& connection) {
    return *connection.QueryInt64("SELECT count(*) FROM t");
  }

  TemporaryDirectory folder_;
  std::unique_ptr<SqliteConnection> connection_ = OpenConnection(folder_.File("test.db"));
};

TEST_F(SqliteTransactionTest, WhatIsCommittedIsSeenByOthers) {
  std::unique_ptr<SqliteConnection> other = OpenConnection(folder_.File("test.db"));
  absl::StatusOr<SqliteTransaction> transaction = SqliteTransaction::BeginWrite(*connection_);
  ASSERT_THAT(transaction, IsOk());
  ASSERT_THAT(connection_->Run("INSERT INTO t (a) VALUES (1)"), IsOk());
  EXPECT_EQ(Rows(*other), 0);
  ASSERT_THAT(transaction->Commit(), IsOk());
  EXPECT_EQ(Rows(*other), 1);
  EXPECT_FALSE(connection_->InTransaction());
}

TEST_F(SqliteTransactionTest, WhatIsNotCommittedIsRolledBack) {
  {
    absl::StatusOr<SqliteTransaction> transaction = SqliteTransaction::BeginWrite(*connection_);
    ASSERT_THAT(connection_->Run("INSERT INTO t (a) VALUES (1)"), IsOk());
    const SqliteTransaction moved = *std::move(transaction);
    EXPECT_EQ(Rows(*connection_), 1);
  }
  EXPECT_FALSE(connection_->InTransaction());
  EXPECT_EQ(Rows(*connection_), 0);
}

TEST_F(SqliteTransactionTest, AReadTransactionSeesOneState) {
  std::unique_ptr<SqliteConnection> reader = OpenConnection(folder_.File("test.db"));
  absl::StatusOr<SqliteTransaction> transaction = SqliteTransaction::BeginRead(*reader);
  ASSERT_THAT(transaction, IsOk());
  EXPECT_EQ(Rows(*reader), 0);
  ASSERT_THAT(connection_->Run("INSERT INTO t (a) VALUES (1)"), IsOk());
  EXPECT_EQ(Rows(*reader), 0);
  ASSERT_THAT(transaction->Commit(), IsOk());
  EXPECT_EQ(Rows(*reader), 1);
}

TEST_F(SqliteTransactionTest, TransactionsDoNotNest) {
  absl::StatusOr<SqliteTransaction> transaction = SqliteTransaction::BeginWrite(*connection_);
  ASSERT_THAT(transaction, IsOk());
  EXPECT_THAT(SqliteTransaction::BeginWrite(*connection_),
              IsStatus(absl::StatusCode::kInternal, "within a transaction"));
}

TEST_F(SqliteTransactionTest, AFailedCommitRollsBack) {
  ASSERT_THAT(connection_->Execute("CREATE TABLE u (a INTEGER PRIMARY KEY, b INTEGER REFERENCES u "
                                   "(a) DEFERRABLE INITIALLY DEFERRED) STRICT"),
              IsOk());
  absl::StatusOr<SqliteTransaction> transaction = SqliteTransaction::BeginWrite(*connection_);
  ASSERT_THAT(connection_->Run("INSERT INTO u (a, b) VALUES (1, 2)"), IsOk());
  EXPECT_THAT(transaction->Commit(), IsStatus(absl::StatusCode::kInternal, "FOREIGN KEY"));
  EXPECT_FALSE(connection_->InTransaction());
}

}  // namespace
}  // namespace palimpsest
