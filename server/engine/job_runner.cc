#include "server/engine/job_runner.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/job/spec_hash.h"
#include "server/engine/job.h"
#include "server/engine/memory_stages.h"
#include "server/engine/metrics_recorder.h"
#include "server/engine/network_stages.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/report_stage.h"
#include "server/engine/stage_order.h"
#include "server/engine/torch_errors.h"

namespace palimpsest {
namespace {

using Stage = absl::StatusOr<RunState> (*)(Job& job, StageIo& io, RunState state);
using MemoryStage = absl::StatusOr<RunState> (*)(const JobSetup& setup, StageIo& io,
                                                 RunState state);

template <MemoryStage kStage>
absl::StatusOr<RunState> WithoutNetwork(Job& job, StageIo& io, RunState state) {
  return kStage(job.setup, io, std::move(state));
}

struct StageEntry {
  v1::RunRecord::Stage stage;
  Stage run;
};

constexpr StageEntry kStages[] = {
    {v1::RunRecord::INITIALIZE, Initialize},
    {v1::RunRecord::TRAIN_FLOAT, TrainFloat},
    {v1::RunRecord::EVALUATE_FLOAT, EvaluateFloat},
    {v1::RunRecord::SCALE, WithoutNetwork<ScaleLayers>},
    {v1::RunRecord::ENCODE_ALL, WithoutNetwork<EncodeAll>},
    {v1::RunRecord::EVALUATE_ONE_SHOT, EvaluateOneShot},
    {v1::RunRecord::FREEZE_PORTION, WithoutNetwork<FreezeNextPortion>},
    {v1::RunRecord::RETRAIN_PORTION, RetrainPortion},
    {v1::RunRecord::EVALUATE_PORTION, EvaluatePortion},
    {v1::RunRecord::FREEZE_REST, WithoutNetwork<FreezeRest>},
    {v1::RunRecord::RECOVER, Recover},
    {v1::RunRecord::EVALUATE_FINAL, EvaluateFinal},
    {v1::RunRecord::VERIFY_IMAGE, WithoutNetwork<VerifyImage>},
    {v1::RunRecord::REPORT, WithoutNetwork<Report>},
};

absl::StatusOr<Stage> FindStage(const v1::JobSpec& spec, const v1::RunRecord& record) {
  if (record.spec_sha256() != SpecSha256(spec)) {
    return absl::DataLossError("the run state is of a job with another spec");
  }
  if (record.portion() < 0 || record.portion() > spec.retraining().portions().values_size()) {
    return absl::DataLossError(absl::StrCat("the run state is at portion ", record.portion()));
  }
  for (const StageEntry& entry : kStages) {
    if (entry.stage == record.stage()) return entry.run;
  }
  return absl::DataLossError(absl::StrCat("the run state is at stage ",
                                          v1::RunRecord::Stage_Name(record.stage()),
                                          ", which there is no work for"));
}

}  // namespace

JobRunner::JobRunner(std::unique_ptr<Job> job, RunEvents& events)
    : job_(std::move(job)), events_(events) {}

JobRunner::~JobRunner() = default;

absl::StatusOr<std::unique_ptr<JobRunner>> JobRunner::Create(const v1::RunJob& request, int threads,
                                                             RunEvents& events) {
  v1::Progress loading;
  loading.set_phase(v1::Progress::LOADING);
  events.Report(loading);
  std::unique_ptr<Job> job;
  RETURN_IF_ERROR(CatchTorchErrors([&]() -> absl::Status {
    ASSIGN_OR_RETURN(job, LoadJob(request, threads));
    return absl::OkStatus();
  }));
  return std::unique_ptr<JobRunner>(new JobRunner(std::move(job), events));
}

RunState JobRunner::Begin() const {
  RunState state;
  BeginRun(job_->setup.spec(), state.record);
  *state.record.mutable_progress() =
      ProgressTracker(PlanWork(job_->setup), clock_, events_).ToRecord();
  return state;
}

absl::StatusOr<RunState> JobRunner::Advance(RunState state, int64_t max_steps) {
  const v1::JobSpec& spec = job_->setup.spec();
  ASSIGN_OR_RETURN(const Stage stage, FindStage(spec, state.record));
  MetricsRecorder recorder(events_);
  ProgressTracker progress(state.record.progress(), clock_, recorder);
  progress.Enter(PhaseOf(state.record.stage()));
  StageIo io = {progress, recorder, clock_.SteadyNow(), max_steps};
  RETURN_IF_ERROR(CatchTorchErrors([&]() -> absl::Status {
    ASSIGN_OR_RETURN(state, stage(*job_, io, std::move(state)));
    return absl::OkStatus();
  }));
  v1::RunRecord& record = state.record;
  for (const v1::Metric& metric : recorder.metrics()) *record.add_metrics() = metric;
  *record.mutable_progress() = progress.ToRecord();
  record.set_wall_time_nanoseconds(record.wall_time_nanoseconds() +
                                   absl::ToInt64Nanoseconds(clock_.SteadyNow() - io.begin));
  // A training that stopped in its middle is gone on with.
  if (!record.has_training()) EnterNextStage(spec, record);
  return state;
}

bool JobRunner::IsFinished(const RunState& state) {
  return state.record.stage() == v1::RunRecord::FINISHED;
}

absl::StatusOr<JobOutput> RunWholeJob(const v1::RunJob& request, int threads, RunEvents& events) {
  ASSIGN_OR_RETURN(const std::unique_ptr<JobRunner> runner,
                   JobRunner::Create(request, threads, events));
  RunState state = runner->Begin();
  while (!JobRunner::IsFinished(state)) {
    ASSIGN_OR_RETURN(state, runner->Advance(std::move(state)));
  }
  JobOutput output;
  output.result = std::move(*state.record.mutable_result());
  output.artifacts.assign(state.record.artifacts().begin(), state.record.artifacts().end());
  return output;
}

}  // namespace palimpsest
