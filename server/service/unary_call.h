#ifndef PALIMPSEST_SERVER_SERVICE_UNARY_CALL_H_
#define PALIMPSEST_SERVER_SERVICE_UNARY_CALL_H_

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/status/statusor.h"
#include "common/base/thread_pool.h"
#include "server/service/call_metadata.h"
#include "server/service/rpc_status.h"

namespace palimpsest {

// Answers a unary call with what `handler`, a callable that takes a const CallContext& and returns
// absl::StatusOr<Response>, finds in one of the pool's threads. What `handler` refers to must live
// until the call has ended.
template <typename Response, typename Handler>
grpc::ServerUnaryReactor* AnswerUnary(grpc::CallbackServerContext* context, ThreadPool& pool,
                                      Response* response, Handler handler) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool.Run([reactor, response, handler = std::move(handler), call = ReadCallContext(*context)] {
    absl::StatusOr<Response> result = handler(call);
    if (result.ok()) *response = *std::move(result);
    reactor->Finish(ToGrpcStatus(result.status()));
  });
  return reactor;
}

// Answers a unary call in gRPC's own thread with `result`, which was found without waiting for
// anything.
template <typename Response>
grpc::ServerUnaryReactor* AnswerUnaryAtOnce(grpc::CallbackServerContext* context,
                                            Response* response, absl::StatusOr<Response> result) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (result.ok()) *response = *std::move(result);
  reactor->Finish(ToGrpcStatus(result.status()));
  return reactor;
}

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_SERVICE_UNARY_CALL_H_
