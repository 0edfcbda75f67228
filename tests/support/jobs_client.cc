#include "tests/support/jobs_client.h"

#include <grpcpp/grpcpp.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/channel.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(100);

bool HasEnded(const v1::Job& job) {
  return job.state() == v1::Job::SUCCEEDED || job.state() == v1::Job::FAILED ||
         job.state() == v1::Job::CANCELLED;
}

// A context for one call, that fails it if the server does not answer.
class Context {
 public:
  Context() { context_.set_deadline(absl::ToChronoTime(absl::Now() + kPatience)); }
  grpc::ClientContext* get() { return &context_; }

 private:
  grpc::ClientContext context_;
};

void ExpectOk(const grpc::Status& status) {
  EXPECT_TRUE(status.ok()) << status.error_code() << ": " << status.error_message();
}

}  // namespace

JobsClient::JobsClient(const std::string& address)
    : channel_(MakeChannel(*Address::ParseDial("address", address), ChannelOptions())),
      artifacts_(v1::Artifacts::NewStub(channel_)),
      jobs_(v1::Jobs::NewStub(channel_)),
      workers_(v1::Workers::NewStub(channel_)) {}

std::string JobsClient::Create(const v1::JobSpec& spec) {
  v1::CreateJobRequest request;
  *request.mutable_spec() = spec;
  v1::Job job;
  ExpectOk(jobs_->CreateJob(Context().get(), request, &job));
  return job.name();
}

v1::Job JobsClient::Get(const std::string& name) {
  v1::GetJobRequest request;
  request.set_name(name);
  v1::Job job;
  ExpectOk(jobs_->GetJob(Context().get(), request, &job));
  return job;
}

void JobsClient::Cancel(const std::string& name) {
  v1::CancelJobRequest request;
  request.set_name(name);
  v1::Job job;
  ExpectOk(jobs_->CancelJob(Context().get(), request, &job));
}

std::vector<v1::Worker> JobsClient::Workers() {
  v1::ListWorkersResponse response;
  ExpectOk(workers_->ListWorkers(Context().get(), v1::ListWorkersRequest(), &response));
  return {response.workers().begin(), response.workers().end()};
}

std::map<std::string, std::string> JobsClient::Artifacts(const std::string& name) {
  v1::ListArtifactsRequest list;
  list.set_parent(name);
  v1::ListArtifactsResponse response;
  ExpectOk(artifacts_->ListArtifacts(Context().get(), list, &response));
  std::map<std::string, std::string> artifacts;
  for (const v1::Artifact& artifact : response.artifacts()) {
    v1::DownloadArtifactRequest download;
    download.set_name(artifact.name());
    Context context;
    const auto reader = artifacts_->DownloadArtifact(context.get(), download);
    std::string& content = artifacts[artifact.file_name()];
    for (v1::ArtifactChunk chunk; reader->Read(&chunk);) content.append(chunk.data());
    ExpectOk(reader->Finish());
    EXPECT_EQ(static_cast<int64_t>(content.size()), artifact.size_bytes());
  }
  return artifacts;
}

std::vector<v1::JobEvent> JobsClient::Events(const std::string& name) {
  v1::WatchJobRequest request;
  request.set_name(name);
  Context context;
  const auto reader = jobs_->WatchJob(context.get(), request);
  std::vector<v1::JobEvent> events;
  for (v1::JobEvent event; reader->Read(&event);) events.push_back(event);
  ExpectOk(reader->Finish());
  return events;
}

v1::Job JobsClient::WaitFor(const std::string& name,
                            const std::function<bool(const v1::Job&)>& condition) {
  v1::WatchJobRequest request;
  request.set_name(name);
  Context context;
  const auto reader = jobs_->WatchJob(context.get(), request);
  v1::Job job;
  // Every event, whatever it says, is a reason to look at the job.
  for (v1::JobEvent event; reader->Read(&event);) {
    job = Get(name);
    if (condition(job)) {
      context.get()->TryCancel();
      return job;
    }
  }
  ADD_FAILURE() << "waited in vain (" << reader->Finish().error_message()
                << "): " << job.ShortDebugString();
  return job;
}

v1::Job JobsClient::WaitForEnd(const std::string& name) { return WaitFor(name, HasEnded); }

v1::Job JobsClient::WaitForMidRun(const std::string& name, int attempt) {
  return WaitFor(name, [attempt](const v1::Job& job) {
    return job.state() == v1::Job::RUNNING && job.attempts_size() == attempt &&
           job.progress().fraction() > 0;
  });
}

pid_t JobsClient::BusyWorkerPid() {
  pid_t pid = 0;
  for (const v1::Worker& worker : Workers()) {
    if (worker.state() == v1::Worker::BUSY) pid = static_cast<pid_t>(worker.pid());
  }
  EXPECT_NE(pid, 0) << "no worker is busy";
  return pid;
}

}  // namespace palimpsest
