#include "server/engine/report_stage.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/base/build_info.h"
#include "common/base/clock.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/job/metrics_csv.h"
#include "common/job/proto_time.h"
#include "common/memory/memory_image.h"
#include "server/engine/job_artifacts.h"
#include "server/engine/layer_records.h"
#include "server/engine/memory_stages.h"

namespace palimpsest {
namespace {

absl::Status WriteArtifacts(const JobSetup& setup, const std::vector<GroupImage>& images,
                            RunState& state) {
  std::vector<NamedTensor> quantized;
  Sha256 hash;
  for (const WeightInfo& weight : setup.weights) {
    ASSIGN_OR_RETURN(const NamedTensor* const tensor,
                     FindWeight(std::as_const(state.network), weight));
    hash.Update({reinterpret_cast<const char*>(tensor->values.data()),
                 tensor->values.size() * sizeof(float)});
    quantized.push_back(*tensor);
  }
  state.record.mutable_result()->set_evaluated_weights_sha256(hash.HexDigest());
  ArtifactWriter writer(setup.request.work_dir());
  RETURN_IF_ERROR(writer.Write("memory_image.plm", SerializeMemoryImage(images)));
  RETURN_IF_ERROR(writer.WriteTensors("quantized_weights.safetensors", std::move(quantized)));
  RETURN_IF_ERROR(writer.WriteTensors("model.safetensors", state.network));
  RETURN_IF_ERROR(writer.Write("metrics.csv", MetricsCsv(state.record.metrics())));
  for (const v1::Artifact& artifact : writer.written()) *state.record.add_artifacts() = artifact;
  return absl::OkStatus();
}

void FillProvenance(const JobSetup& setup, const StageIo& io, v1::RunRecord& record) {
  const absl::Duration wall_time =
      absl::Nanoseconds(record.wall_time_nanoseconds()) + (SteadyNow() - io.begin);
  v1::Provenance& provenance = *record.mutable_result()->mutable_provenance();
  provenance.set_spec_sha256(record.spec_sha256());
  provenance.set_seed(setup.spec().seed());
  provenance.set_build_id(std::string(BuildId()));
  provenance.set_libtorch_version(setup.libtorch_version);
  provenance.set_device(setup.spec().device());
  provenance.set_threads(setup.threads);
  provenance.set_data_sha256(setup.data_sha256);
  *provenance.mutable_wall_time() = ToProto(wall_time);
  *provenance.mutable_device_time() =
      ToProto(io.progress.spent(WorkKind::kTrain) + io.progress.spent(WorkKind::kEvaluate));
}

}  // namespace

absl::StatusOr<RunState> Report(const JobSetup& setup, StageIo& io, RunState state) {
  ASSIGN_OR_RETURN(const std::vector<GroupImage> images, MakeVerifiedImage(setup, io, state));
  RETURN_IF_ERROR(WriteArtifacts(setup, images, state));
  const MemoryStats stats = StatsOfImage(images);
  v1::JobResult& result = *state.record.mutable_result();
  result.set_cells_per_weight(stats.cells_per_weight());
  result.set_capacity_factor(stats.capacity_factor());
  result.set_encoded_weights(setup.encoded_count());
  result.set_float_parameters(setup.parameter_count - setup.encoded_count());
  FillProvenance(setup, io, state.record);
  io.progress.Finish();
  return state;
}

}  // namespace palimpsest
