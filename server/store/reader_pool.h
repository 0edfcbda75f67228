#ifndef PALIMPSEST_SERVER_STORE_READER_POOL_H_
#define PALIMPSEST_SERVER_STORE_READER_POOL_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// A fixed number of connections that only read (PRAGMA query_only) a database file that another
// connection keeps open in WAL mode for as long as the pool lives.
class ReaderPool {
 public:
  using Query = std::function<absl::Status(SqliteConnection&)>;

  // Opens `size` > 0 connections. Errors as SqliteConnection.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(const std::string& path, int size);

  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  // Runs `query` in the caller's thread; all of it sees one committed state of the database. Waits
  // while every connection is in use, so a query must not run another one. Thread-safe.
  absl::Status Run(const Query& query) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  ReaderPool() = default;

  bool HasIdle() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !idle_.empty(); }
  std::unique_ptr<SqliteConnection> Take() ABSL_LOCKS_EXCLUDED(mutex_);
  void GiveBack(std::unique_ptr<SqliteConnection> connection) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_READER_POOL_H_
