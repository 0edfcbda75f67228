#include "server/service/artifacts_service.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/job/resource_names.h"
#include "server/service/download_reactor.h"
#include "server/service/unary_call.h"

namespace palimpsest {

grpc::ServerUnaryReactor* ArtifactsService::ListArtifacts(grpc::CallbackServerContext* context,
                                                          const v1::ListArtifactsRequest* request,
                                                          v1::ListArtifactsResponse* response) {
  return AnswerUnary(
      context, pool_, response,
      [this, request](const CallContext& /*call*/) -> absl::StatusOr<v1::ListArtifactsResponse> {
        ASSIGN_OR_RETURN(const int64_t job, Annotate(ParseJobName(request->parent()), "parent"));
        ASSIGN_OR_RETURN(std::vector<v1::Artifact> artifacts, store_.ListArtifacts(job));
        v1::ListArtifactsResponse list;
        for (v1::Artifact& artifact : artifacts) *list.add_artifacts() = std::move(artifact);
        return list;
      });
}

grpc::ServerWriteReactor<v1::ArtifactChunk>* ArtifactsService::DownloadArtifact(
    grpc::CallbackServerContext* context, const v1::DownloadArtifactRequest* request) {
  return new DownloadReactor(ReadCallContext(*context), *request, store_, files_, pool_);
}

}  // namespace palimpsest
