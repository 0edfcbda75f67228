#ifndef PALIMPSEST_SERVER_SERVICE_DOWNLOAD_REACTOR_H_
#define PALIMPSEST_SERVER_SERVICE_DOWNLOAD_REACTOR_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <string>

#include "common/base/thread_pool.h"
#include "palimpsest/v1/artifacts.pb.h"
#include "server/scheduler/call_context.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"

namespace palimpsest {

// One DownloadArtifact call: the content from an offset on, chunk by chunk. Deletes itself when the
// call is over.
class DownloadReactor final : public grpc::ServerWriteReactor<v1::ArtifactChunk> {
 public:
  // All must outlive the call.
  DownloadReactor(CallContext call, const v1::DownloadArtifactRequest& request, Store& store,
                  const ArtifactFiles& files, ThreadPool& pool);

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  // In the pool: finds the content, or says why not.
  void Begin(const v1::DownloadArtifactRequest& request);
  // In the pool: writes the next chunk, or ends.
  void WriteNext();

  const CallContext call_;
  Store& store_;
  const ArtifactFiles& files_;
  ThreadPool& pool_;
  v1::Artifact artifact_;
  int64_t offset_ = 0;
  v1::ArtifactChunk chunk_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_DOWNLOAD_REACTOR_H_
