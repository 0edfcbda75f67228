#include "server/store/writer_thread.h"

#include <utility>

#include "absl/synchronization/notification.h"
#include "common/base/status_macros.h"
#include "server/store/sqlite/transaction.h"

namespace palimpsest {

WriterThread::WriterThread(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection)), thread_([this] { Loop(); }) {}

WriterThread::~WriterThread() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void WriterThread::Submit(Command command, Done done) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back({std::move(command), std::move(done), absl::OkStatus()});
}

absl::Status WriterThread::Run(Command command) {
  absl::Status result;
  absl::Notification is_done;
  Submit(std::move(command), [&](const absl::Status& status) {
    result = status;
    is_done.Notify();
  });
  is_done.WaitForNotification();
  return result;
}

bool WriterThread::HasWork() const { return stopping_ || !queue_.empty(); }

void WriterThread::Loop() {
  while (true) {
    std::vector<Call> batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &WriterThread::HasWork));
      if (queue_.empty()) return;
      batch.swap(queue_);
    }
    RunBatch(batch);
    for (Call& call : batch) call.done(call.status);
  }
}

void WriterThread::RunBatch(std::vector<Call>& batch) {
  const absl::Status status = RunTransaction(batch);
  if (status.ok()) return;
  for (Call& call : batch) {
    if (call.status.ok()) call.status = status;
  }
}

absl::Status WriterThread::RunTransaction(std::vector<Call>& batch) {
  ASSIGN_OR_RETURN(SqliteTransaction transaction, SqliteTransaction::BeginWrite(*connection_));
  for (Call& call : batch) RETURN_IF_ERROR(RunInSavepoint(call));
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
