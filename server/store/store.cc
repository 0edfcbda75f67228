#include "server/store/store.h"

#include <utility>

#include "absl/memory/memory.h"
#include "common/base/status_macros.h"
#include "server/store/artifact_table.h"
#include "server/store/attempt_table.h"
#include "server/store/event_table.h"
#include "server/store/integrity.h"
#include "server/store/job_lifecycle.h"
#include "server/store/job_table.h"
#include "server/store/schema.h"

namespace palimpsest {
namespace {

constexpr char kInMemory[] = ":memory:";

// More would only compete for the processors: queries do not wait for anything else.
constexpr int kReaders = 4;

// The log is durable at every commit, and its file is cut back to this size after a checkpoint.
constexpr char kFilePragmas[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216";

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const std::string& path) {
  ASSIGN_OR_RETURN(std::unique_ptr<SqliteConnection> connection, SqliteConnection::Open(path));
  RETURN_IF_ERROR(CheckIsOurs(*connection));
  const bool in_memory = path == kInMemory;
  if (!in_memory) RETURN_IF_ERROR(connection->Execute(kFilePragmas));
  RETURN_IF_ERROR(Migrate(*connection));
  std::unique_ptr<ReaderPool> readers;
  if (!in_memory) {
    ASSIGN_OR_RETURN(readers, ReaderPool::Open(path, kReaders));
  }
  return absl::WrapUnique(
      new Store(path, std::make_unique<WriterThread>(std::move(connection)), std::move(readers)));
}

Store::Store(const std::string& path, std::unique_ptr<WriterThread> writer,
             std::unique_ptr<ReaderPool> readers)
    : path_(path), writer_(std::move(writer)), readers_(std::move(readers)) {}

template <typename T>
absl::StatusOr<T> Store::Write(const std::function<absl::StatusOr<T>(SqliteConnection&)>& command) {
  absl::StatusOr<T> value;
  const absl::Status status = writer_->Run([&](SqliteConnection& connection) {
    value = command(connection);
    return value.status();
  });
  // The commit may fail after the command succeeded.
  if (!status.ok()) return status;
  return value;
}

template <typename T>
absl::StatusOr<T> Store::Read(
    const std::function<absl::StatusOr<T>(SqliteConnection&)>& query) const {
  absl::StatusOr<T> value;
  const auto run = [&](SqliteConnection& connection) {
    value = query(connection);
    return value.status();
  };
  const absl::Status status = readers_ == nullptr ? writer_->Run(run) : readers_->Run(run);
  if (!status.ok()) return status;
  return value;
}

absl::StatusOr<v1::Job> Store::CreateJob(const NewJob& job, absl::Time now) {
  return Write<v1::Job>(
      [&](SqliteConnection& connection) { return palimpsest::CreateJob(connection, job, now); });
}

absl::StatusOr<v1::Job> Store::GetJob(int64_t job_id) const {
  return Read<v1::Job>(
      [&](SqliteConnection& connection) { return palimpsest::GetJob(connection, job_id); });
}

absl::StatusOr<std::vector<v1::Job>> Store::ListJobs(const JobFilter& filter) const {
  using Jobs = std::vector<v1::Job>;
  return Read<Jobs>([&](SqliteConnection& connection) -> absl::StatusOr<Jobs> {
    ASSIGN_OR_RETURN(const std::vector<int64_t> ids, ListJobIds(connection, filter));
    Jobs jobs;
    for (const int64_t id : ids) {
      ASSIGN_OR_RETURN(jobs.emplace_back(), palimpsest::GetJob(connection, id));
    }
    return jobs;
  });
}

absl::StatusOr<JobCounts> Store::CountJobs() const {
  return Read<JobCounts>(palimpsest::CountJobs);
}

absl::StatusOr<std::vector<int64_t>> Store::QueuedJobs() const {
  return Read<std::vector<int64_t>>(palimpsest::QueuedJobs);
}

absl::StatusOr<std::vector<RunningAttempt>> Store::RunningAttempts() const {
  return Read<std::vector<RunningAttempt>>(palimpsest::RunningAttempts);
}

absl::StatusOr<v1::Lease> Store::StartAttempt(int64_t job_id, absl::string_view worker,
                                              absl::Time now) {
  return Write<v1::Lease>([&](SqliteConnection& connection) {
    return palimpsest::StartAttempt(connection, job_id, worker, now);
  });
}

absl::StatusOr<AppendResult> Store::AppendEvents(const v1::ReportEventsRequest& report,
                                                 absl::Time now) {
  return Write<AppendResult>([&](SqliteConnection& connection) {
    return palimpsest::AppendEvents(connection, report, now);
  });
}

absl::StatusOr<v1::Job> Store::RequestCancel(int64_t job_id, absl::Time now) {
  return Write<v1::Job>([&](SqliteConnection& connection) {
    return palimpsest::RequestCancel(connection, job_id, now);
  });
}

absl::StatusOr<v1::Job> Store::EndAttempt(const v1::CompleteAttemptRequest& end, bool requeue,
                                          absl::Time now) {
  return Write<v1::Job>([&](SqliteConnection& connection) {
    return palimpsest::EndAttempt(connection, end, requeue, now);
  });
}

absl::StatusOr<std::vector<v1::JobEvent>> Store::EventsAfter(int64_t job_id, int64_t sequence,
                                                             int limit) const {
  using Events = std::vector<v1::JobEvent>;
  return Read<Events>([&](SqliteConnection& connection) -> absl::StatusOr<Events> {
    RETURN_IF_ERROR(palimpsest::GetJobState(connection, job_id).status());
    return palimpsest::EventsAfter(connection, job_id, sequence, limit);
  });
}

absl::StatusOr<v1::Artifact> Store::AddArtifact(absl::string_view attempt, int64_t fencing_number,
                                                const v1::Artifact& artifact) {
  return Write<v1::Artifact>([&](SqliteConnection& connection) {
    return palimpsest::AddArtifact(connection, attempt, fencing_number, artifact);
  });
}

absl::StatusOr<std::vector<v1::Artifact>> Store::ListArtifacts(int64_t job_id) const {
  using Artifacts = std::vector<v1::Artifact>;
  return Read<Artifacts>([&](SqliteConnection& connection) -> absl::StatusOr<Artifacts> {
    RETURN_IF_ERROR(palimpsest::GetJobState(connection, job_id).status());
    return palimpsest::ListArtifacts(connection, job_id);
  });
}

absl::StatusOr<v1::Artifact> Store::GetArtifact(int64_t job_id, absl::string_view file_name) const {
  return Read<v1::Artifact>([&](SqliteConnection& connection) {
    return palimpsest::GetArtifact(connection, job_id, file_name);
  });
}

absl::StatusOr<int> Store::SchemaVersion() const { return Read<int>(palimpsest::SchemaVersion); }

absl::Status Store::CheckIntegrity() const {
  const auto check = [](SqliteConnection& connection) {
    return palimpsest::CheckIntegrity(connection);
  };
  return readers_ == nullptr ? writer_->Run(check) : readers_->Run(check);
}

}  // namespace palimpsest
