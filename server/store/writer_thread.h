#ifndef PALIMPSEST_SERVER_STORE_WRITER_THREAD_H_
#define PALIMPSEST_SERVER_STORE_WRITER_THREAD_H_

#include <functional>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/store/sqlite/connection.h"

namespace palimpsest {

// The one thread that writes to a database. What is submitted while a commit is under way is
// committed together with the next one, so that a hundred callers pay for one flush of the disk.
//
// It also does every checkpoint (SQLite runs them after a commit, in the thread that committed):
// SQLite before 3.51.3 can corrupt a write-ahead log if two connections write or checkpoint at the
// same instant.
class WriterThread {
 public:
  // Runs in the writer's thread within a transaction, and must not begin or end one itself.
  using Command = std::function<absl::Status(SqliteConnection&)>;
  // Called once, in the writer's thread; must be quick and must not call the writer.
  using Done = std::function<void(const absl::Status&)>;

  explicit WriterThread(std::unique_ptr<SqliteConnection> connection);
  // Runs what is queued, then closes the connection. No call may be under way.
  ~WriterThread();
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  // Runs `command` once, and then `done` when what it wrote is on the disk. If it returns an error,
  // everything it wrote is undone, and nothing else; `done` gets that error. If the commit fails,
  // nothing of its batch is kept and all of them get that error. Commands run in the order in which
  // they come. Thread-safe.
  void Submit(Command command, Done done) ABSL_LOCKS_EXCLUDED(mutex_);
  // Submits and waits. Thread-safe.
  absl::Status Run(Command command) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Call {
    Command command;
    Done done;
    absl::Status status;
  };

  void Loop() ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Fills in the status of each call.
  void RunBatch(std::vector<Call>& batch);
  absl::Status RunTransaction(std::vector<Call>& batch);
  // Not OK only if the transaction is gone.
  absl::Status RunInSavepoint(Call& call);

  const std::unique_ptr<SqliteConnection> connection_;
  absl::Mutex mutex_;
  std::vector<Call> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Last, so that it starts when everything else is there.
  std::thread thread_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_WRITER_THREAD_H_
