#ifndef PALIMPSEST_SERVER_SERVICE_UPLOAD_REACTOR_H_
#define PALIMPSEST_SERVER_SERVICE_UPLOAD_REACTOR_H_

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/status/status.h"
#include "common/base/thread_pool.h"
#include "palimpsest/v1/workers.pb.h"
#include "server/scheduler/call_context.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"

namespace palimpsest {

// One UploadArtifact call: checks every chunk, stores the content, then the artifact's row. Deletes
// itself when the call is over.
class UploadReactor final : public grpc::ServerReadReactor<v1::UploadArtifactRequest> {
 public:
  // All must outlive the call.
  UploadReactor(CallContext call, v1::UploadArtifactResponse* response, Store& store,
                const ArtifactFiles& files, ThreadPool& pool);

  void OnReadDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  // In the pool, for each message and for the end of them.
  absl::Status Consume();
  absl::Status ConsumeHeader();
  absl::Status ConsumeChunk();
  absl::Status Complete();

  const CallContext call_;
  v1::UploadArtifactResponse* const response_;
  Store& store_;
  const ArtifactFiles& files_;
  ThreadPool& pool_;
  v1::UploadArtifactRequest message_;
  v1::UploadArtifactRequest::Header header_;
  std::unique_ptr<ArtifactFiles::Upload> upload_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_UPLOAD_REACTOR_H_
