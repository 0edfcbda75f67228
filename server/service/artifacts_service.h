#ifndef PALIMPSEST_SERVER_SERVICE_ARTIFACTS_SERVICE_H_
#define PALIMPSEST_SERVER_SERVICE_ARTIFACTS_SERVICE_H_

#include "common/base/thread_pool.h"
#include "palimpsest/v1/artifacts.grpc.pb.h"
#include "server/store/artifact_files.h"
#include "server/store/store.h"

namespace palimpsest {

// Artifacts over gRPC: conversion to and from the domain, nothing else. Thread-safe.
class ArtifactsService final : public v1::Artifacts::CallbackService {
 public:
  // All must outlive the service's last call.
  ArtifactsService(Store& store, const ArtifactFiles& files, ThreadPool& pool)
      : store_(store), files_(files), pool_(pool) {}

  grpc::ServerUnaryReactor* ListArtifacts(grpc::CallbackServerContext* context,
                                          const v1::ListArtifactsRequest* request,
                                          v1::ListArtifactsResponse* response) override;
  grpc::ServerWriteReactor<v1::ArtifactChunk>* DownloadArtifact(
      grpc::CallbackServerContext* context, const v1::DownloadArtifactRequest* request) override;

 private:
  Store& store_;
  const ArtifactFiles& files_;
  ThreadPool& pool_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_ARTIFACTS_SERVICE_H_
