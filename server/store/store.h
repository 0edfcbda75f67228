#ifndef PALIMPSEST_SERVER_STORE_STORE_H_
#define PALIMPSEST_SERVER_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "palimpsest/v1/artifacts.pb.h"
#include "palimpsest/v1/jobs.pb.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/store/reader_pool.h"
#include "server/store/sqlite/connection.h"
#include "server/store/store_types.h"
#include "server/store/writer_thread.h"

namespace palimpsest {

// Everything that the server must not forget: jobs, attempts, events, results, and what is known of
// artifacts. Thread-safe.
//
// A method that changes something returns once the change is on the disk, or changes nothing.
// `now` is stamped on what changes. Besides the codes below every method has those of
// SqliteConnection: RESOURCE_EXHAUSTED (full disk; works again once there is room), DATA_LOSS (the
// file is damaged), INTERNAL.
//
// A lease is an attempt's name with its fencing number. Methods that take one fail with
// INVALID_ARGUMENT (malformed name), NOT_FOUND (no such attempt) or FAILED_PRECONDITION (another
// fencing number, or the attempt has ended): the worker is to drop it.
class Store {
 public:
  // Opens the database file at `path`, created if it is missing, and migrates it to
  // NewestSchemaVersion(); ":memory:" is a new database that goes with the store.
  // FAILED_PRECONDITION if the file belongs to another program or to a newer version of this one:
  // it is then untouched. Only one process may have it open: see DataDirLock.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& path);

  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // A queued job. With a request_id that made a job before: that job, as it is now, or
  // ALREADY_EXISTS if body_sha256 differs.
  absl::StatusOr<v1::Job> CreateJob(const NewJob& job, absl::Time now);

  // Whole, with attempts, progress, result and failure. NOT_FOUND.
  absl::StatusOr<v1::Job> GetJob(int64_t job_id) const;
  // Newest first, whole.
  absl::StatusOr<std::vector<v1::Job>> ListJobs(const JobFilter& filter) const;
  absl::StatusOr<JobCounts> CountJobs() const;
  // Ids, oldest first.
  absl::StatusOr<std::vector<int64_t>> QueuedJobs() const;
  // Those that no EndAttempt() has ended, in order of their jobs; for a server that starts again.
  absl::StatusOr<std::vector<RunningAttempt>> RunningAttempts() const;

  // Gives a queued job to a worker ("workers/3"): RUNNING with a new attempt, whose fencing number
  // is higher than every one before. NOT_FOUND; FAILED_PRECONDITION if the job is not queued.
  absl::StatusOr<v1::Lease> StartAttempt(int64_t job_id, absl::string_view worker, absl::Time now);

  // Stores the events of the report that are not stored yet, by their index within the attempt; the
  // newest progress becomes the job's. Takes a lease. INVALID_ARGUMENT if first_index leaves a gap,
  // or for an event that is neither progress, metric nor log line.
  absl::StatusOr<AppendResult> AppendEvents(const v1::ReportEventsRequest& report, absl::Time now);

  // Cancels a queued job, asks a running one to stop; one that is asked already stays so.
  // NOT_FOUND; FAILED_PRECONDITION once it has ended.
  absl::StatusOr<v1::Job> RequestCancel(int64_t job_id, absl::Time now);

  // Ends the attempt, and with it the job; one whose attempt failed goes back to the queue with
  // `requeue`, one that was given back always, or they become CANCELLED if a user has asked them to
  // stop meanwhile. Takes a lease. A repeat with the same outcome returns the job and changes
  // nothing. INVALID_ARGUMENT without an outcome, or to requeue what has not failed;
  // FAILED_PRECONDITION if it ended in another way, or as cancelled though nobody asked.
  absl::StatusOr<v1::Job> EndAttempt(const v1::CompleteAttemptRequest& end, bool requeue,
                                     absl::Time now);

  // The first `limit` events of the job with a higher sequence. A change of the job's state is an
  // event with the whole job in it, `last` if it has ended. NOT_FOUND.
  absl::StatusOr<std::vector<v1::JobEvent>> EventsAfter(int64_t job_id, int64_t sequence,
                                                        int limit) const;

  // Records a file of the job, in place of an earlier one of that name, and returns it with its
  // name. Takes a lease. INVALID_ARGUMENT for a bad file name.
  absl::StatusOr<v1::Artifact> AddArtifact(absl::string_view attempt, int64_t fencing_number,
                                           const v1::Artifact& artifact);
  // By file name. NOT_FOUND if there is no such job.
  absl::StatusOr<std::vector<v1::Artifact>> ListArtifacts(int64_t job_id) const;
  // NOT_FOUND.
  absl::StatusOr<v1::Artifact> GetArtifact(int64_t job_id, absl::string_view file_name) const;

  absl::StatusOr<int> SchemaVersion() const;
  // Reads the whole database. DATA_LOSS with the first findings.
  absl::Status CheckIntegrity() const;
  const std::string& path() const { return path_; }

 private:
  Store(const std::string& path, std::unique_ptr<WriterThread> writer,
        std::unique_ptr<ReaderPool> readers);

  template <typename T>
  absl::StatusOr<T> Write(const std::function<absl::StatusOr<T>(SqliteConnection&)>& command);
  template <typename T>
  absl::StatusOr<T> Read(const std::function<absl::StatusOr<T>(SqliteConnection&)>& query) const;

  const std::string path_;
  const std::unique_ptr<WriterThread> writer_;
  // Null for ":memory:", which lives in the writer's connection: its thread answers the queries
  // too. Closed before the writer: the last connection to close does a checkpoint.
  const std::unique_ptr<ReaderPool> readers_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_STORE_STORE_H_
