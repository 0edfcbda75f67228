#include "server/store/writer_thread.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "common/base/status_macros.h"
#include "server/store/sqlite_transaction.h"

namespace palimpsest {

// Lives on the stack of the caller, who waits for `done`.
struct WriterThread::Call {
  const Command& command;
  absl::Status status;
  absl::Notification done;
};

WriterThread::WriterThread(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection)), thread_([this] { Loop(); }) {}

WriterThread::~WriterThread() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

absl::Status WriterThread::Run(const Command& command) {
  Call call{command, absl::OkStatus(), {}};
  {
    absl::MutexLock lock(&mutex_);
    queue_.push_back(&call);
  }
  call.done.WaitForNotification();
  return call.status;
}

bool WriterThread::HasWork() const { return stopping_ || !queue_.empty(); }

void WriterThread::Loop() {
  while (true) {
    std::vector<Call*> batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WriterThread::HasWork));
      if (queue_.empty()) return;
      batch.swap(queue_);
    }
    RunBatch(batch);
    for (Call* call : batch) call->done.Notify();
  }
}

void WriterThread::RunBatch(const std::vector<Call*>& batch) {
  const absl::Status status = RunTransaction(batch);
  if (status.ok()) return;
  for (Call* call : batch) {
    if (call->status.ok()) call->status = status;
  }
}

absl::Status WriterThread::RunTransaction(const std::vector<Call*>& batch) {
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::BeginWrite(*connection_));
  for (Call* call : batch) RETURN_IF_ERROR(RunInSavepoint(*call));
  return transaction.Commit();
}

absl::Status WriterThread::RunInSavepoint(Call& call) {
  RETURN_IF_ERROR(connection_->Run("SAVEPOINT command"));
  call.status = call.command(*connection_);
  if (!call.status.ok()) {
    // After a full disk or an I/O error SQLite may have rolled back everything by itself.
    if (!connection_->InTransaction()) return call.status;
    RETURN_IF_ERROR(connection_->Run("ROLLBACK TO command"));
  }
  return connection_->Run("RELEASE command");
}

}  // namespace palimpsest
