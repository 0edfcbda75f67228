#include "server/store/reader_pool.h"

#include <utility>

#include "absl/memory/memory.h"
#include "common/base/status_macros.h"
#include "server/store/sqlite/transaction.h"

namespace palimpsest {
namespace {

absl::Status RunInTransaction(SqliteConnection& connection, const ReaderPool::Query& query) {
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::BeginRead(connection));
  RETURN_IF_ERROR(query(connection));
  return transaction.Commit();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const std::string& path, int size) {
  std::unique_ptr<ReaderPool> pool = absl::WrapUnique(new ReaderPool());
  for (int i = 0; i < size; ++i) {
    ASSIGN_OR_RETURN(std::unique_ptr<SqliteConnection> connection, SqliteConnection::Open(path));
    RETURN_IF_ERROR(connection->Execute("PRAGMA query_only = ON"));
    pool->GiveBack(std::move(connection));
  }
  return pool;
}

absl::Status ReaderPool::Run(const Query& query) {
  std::unique_ptr<SqliteConnection> connection = Take();
  const absl::Status status = RunInTransaction(*connection, query);
  GiveBack(std::move(connection));
  return status;
}

std::unique_ptr<SqliteConnection> ReaderPool::Take() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &ReaderPool::HasIdle));
  std::unique_ptr<SqliteConnection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void ReaderPool::GiveBack(std::unique_ptr<SqliteConnection> connection) {
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(connection));
}

}  // namespace palimpsest
