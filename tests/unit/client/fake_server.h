#ifndef PALIMPSEST_TESTS_UNIT_CLIENT_FAKE_SERVER_H_
#define PALIMPSEST_TESTS_UNIT_CLIENT_FAKE_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/address.h"
#include "palimpsest/v1/artifacts.grpc.pb.h"
#include "palimpsest/v1/jobs.grpc.pb.h"
#include "palimpsest/v1/server.grpc.pb.h"
#include "palimpsest/v1/workers.grpc.pb.h"

namespace palimpsest {

// The public services in this process, on a port of their own, that hold what a test puts in and
// fail when a test says so. Thread-safe.
class FakeServer final : public v1::Artifacts::Service,
                         public v1::Jobs::Service,
                         public v1::Server::Service,
                         public v1::Workers::Service {
 public:
  FakeServer();
  ~FakeServer() override;

  std::string address() const { return target_.text(); }
  const Address& target() const { return target_; }

  void AddJob(const v1::Job& job);
  void AddWorker(const v1::Worker& worker);
  void SetInfo(const v1::ServerInfo& info);
  // The events of a watch of `job`, without their sequence numbers, which count from 1.
  void SetEvents(const std::string& job, std::vector<v1::JobEvent> events);
  // Returns the artifact as ListArtifacts shows it.
  v1::Artifact AddArtifact(const std::string& job, const std::string& file_name,
                           const std::string& content);
  // Puts another content under the name, but leaves the announced size and SHA-256.
  void ReplaceContent(const std::string& artifact_name, const std::string& content);

  // After `skipped` more calls, the next `count` ones fail with `status` before they do anything.
  void FailCalls(int count, const grpc::Status& status, int skipped = 0);
  // The next `count` streams break with UNAVAILABLE after so many messages.
  void BreakStreams(int count, int after_messages);
  // The next chunk has a wrong CRC-32.
  void CorruptNextChunk();

  std::vector<v1::CreateJobRequest> create_requests() const;
  std::vector<v1::WatchJobRequest> watch_requests() const;
  std::vector<v1::DownloadArtifactRequest> download_requests() const;
  int calls() const;
  // Waits until a watch of a job without a last event has sent all it has.
  void AwaitStalledWatch() const;

  grpc::Status CreateJob(grpc::ServerContext*, const v1::CreateJobRequest*, v1::Job*) override;
  grpc::Status GetJob(grpc::ServerContext*, const v1::GetJobRequest*, v1::Job*) override;
  grpc::Status ListJobs(grpc::ServerContext*, const v1::ListJobsRequest*,
                        v1::ListJobsResponse*) override;
  grpc::Status CancelJob(grpc::ServerContext*, const v1::CancelJobRequest*, v1::Job*) override;
  grpc::Status WatchJob(grpc::ServerContext*, const v1::WatchJobRequest*,
                        grpc::ServerWriter<v1::JobEvent>*) override;
  grpc::Status ListArtifacts(grpc::ServerContext*, const v1::ListArtifactsRequest*,
                             v1::ListArtifactsResponse*) override;
  grpc::Status DownloadArtifact(grpc::ServerContext*, const v1::DownloadArtifactRequest*,
                                grpc::ServerWriter<v1::ArtifactChunk>*) override;
  grpc::Status ListWorkers(grpc::ServerContext*, const v1::ListWorkersRequest*,
                           v1::ListWorkersResponse*) override;
  grpc::Status GetServerInfo(grpc::ServerContext*, const v1::GetServerInfoRequest*,
                             v1::ServerInfo*) override;

 private:
  // Counts the call; not OK if it should fail.
  grpc::Status BeginCall() ABSL_LOCKS_EXCLUDED(mutex_);
  // After how many messages the stream that begins now should break; a lot if not at all.
  int MessagesUntilBreak() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  grpc::Status FindJob(const std::string& name, v1::Job* job) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::vector<v1::Job> jobs_ ABSL_GUARDED_BY(mutex_);  // oldest first
  std::vector<v1::Worker> workers_ ABSL_GUARDED_BY(mutex_);
  v1::ServerInfo info_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<v1::JobEvent>> events_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<v1::Artifact>> artifacts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> contents_ ABSL_GUARDED_BY(mutex_);
  int skipped_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int failing_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  grpc::Status failure_ ABSL_GUARDED_BY(mutex_);
  int breaking_streams_ ABSL_GUARDED_BY(mutex_) = 0;
  int messages_until_break_ ABSL_GUARDED_BY(mutex_) = 0;
  bool corrupt_chunk_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<v1::CreateJobRequest> create_requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::WatchJobRequest> watch_requests_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::DownloadArtifactRequest> download_requests_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  bool watch_stalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool shutting_down_ ABSL_GUARDED_BY(mutex_) = false;
  Address target_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_TESTS_UNIT_CLIENT_FAKE_SERVER_H_
