#include "server/service/server_service.h"

#include <string>

#include "common/base/build_info.h"
#include "common/base/status_macros.h"
#include "common/job/known_names.h"
#include "common/job/proto_time.h"
#include "common/job/state_machine.h"
#include "common/scaling/strategy.h"
#include "server/service/unary_call.h"

namespace palimpsest {

grpc::ServerUnaryReactor* ServerService::GetServerInfo(grpc::CallbackServerContext* context,
                                                       const v1::GetServerInfoRequest* /*request*/,
                                                       v1::ServerInfo* response) {
  return AnswerUnary(context, parts_.pool, response,
                     [this](const CallContext& /*call*/) { return Info(); });
}

absl::StatusOr<v1::ServerInfo> ServerService::Info() {
  v1::ServerInfo info;
  info.set_build_id(std::string(BuildId()));
  *info.mutable_start_time() = ToProto(parts_.start_time);
  info.set_database_path(parts_.store.path());
  info.set_artifact_dir(parts_.files.folder());
  ASSIGN_OR_RETURN(const int schema_version, parts_.store.SchemaVersion());
  info.set_schema_version(schema_version);
  ASSIGN_OR_RETURN(const auto counts, parts_.store.CountJobs());
  for (const auto& [state, count] : counts) {
    if (state == v1::Job::QUEUED) {
      info.set_queued_jobs(count);
    } else if (HasEnded(state)) {
      info.set_ended_jobs(info.ended_jobs() + count);
    } else {
      info.set_running_jobs(info.running_jobs() + count);
    }
  }
  info.set_workers(static_cast<int32_t>(parts_.scheduler.ListWorkers().size()));
  for (const absl::string_view model : ModelNames()) info.add_models(std::string(model));
  for (const std::string& dataset : parts_.admission.datasets()) info.add_datasets(dataset);
  for (const StrategyInfo& strategy : Strategies()) {
    info.add_strategies(std::string(strategy.name));
  }
  return info;
}

}  // namespace palimpsest
