#include "server/engine/job_run.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>
#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/build_info.h"
#include "common/base/clock.h"
#include "common/base/files.h"
#include "common/base/random.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/job/spec_conversion.h"
#include "common/job/spec_hash.h"
#include "server/engine/failure.h"
#include "server/engine/float_cache.h"
#include "server/engine/idx_dataset.h"
#include "server/engine/job_artifacts.h"
#include "server/engine/metrics_recorder.h"
#include "server/engine/models/zoo.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/quantization_run.h"

namespace palimpsest {
namespace {

// Parts of a job's seed.
constexpr uint64_t kInitializationPart = 1;
constexpr uint64_t kFloatTrainingPart = 2;

// LibTorch's allocator for the CPU has no error class of its own, unlike those of accelerators.
bool IsOutOfHostMemory(const c10::Error& error) {
  return absl::StrContains(error.what_without_backtrace(), "DefaultCPUAllocator: can't allocate");
}

absl::StatusOr<torch::Device> FindDevice(const std::string& name) {
  const std::vector<std::string> usable = UsableDevices();
  if (!absl::c_linear_search(usable, name)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "device: this worker has no \"", name, "\" device; it has ", absl::StrJoin(usable, ", ")));
  }
  return torch::Device(name);
}

absl::StatusOr<ImageData> LoadData(const v1::RunJob& request) {
  const v1::DatasetSpec& dataset = request.spec().dataset();
  const auto directory = request.dataset_dirs().find(dataset.name());
  if (directory == request.dataset_dirs().end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("dataset.name: this worker has no data set \"", dataset.name(), "\""));
  }
  absl::StatusOr<ImageData> data =
      LoadIdxData(directory->second, dataset.train_limit(), dataset.test_limit());
  if (!data.ok()) return Annotate(data.status(), absl::StrCat("data set ", dataset.name()));
  if (data->train.height != 28 || data->train.width != 28) {
    return absl::InvalidArgumentError(absl::StrCat("data set ", dataset.name(),
                                                   ": the models take pictures of 28 x 28, got ",
                                                   data->train.height, " x ", data->train.width));
  }
  return data;
}

// Everything a job holds while it runs. Its methods are the job's steps, in order.
class JobRun {
 public:
  JobRun(const v1::RunJob& request, int threads, ImageData data, torch::Device device,
         std::shared_ptr<Network> network, std::vector<EncodableWeight> weights,
         std::unique_ptr<ScalingStrategy> strategy, QuantizationPlan plan, MetricsRecorder& events)
      : request_(request),
        spec_(request.spec()),
        threads_(threads),
        data_(std::move(data)),
        train_(data_.train, data_.mean, data_.deviation, device),
        test_(data_.test, data_.mean, data_.deviation, device),
        network_(std::move(network)),
        weights_(std::move(weights)),
        strategy_(std::move(strategy)),
        plan_(std::move(plan)),
        events_(events),
        progress_(PlanWork(), clock_, events_),
        trainer_(*network_, train_, test_, progress_, events_) {}

  absl::StatusOr<JobOutput> Run();

 private:
  WorkPlan PlanWork() const;
  int64_t EncodedWeightCount() const;
  absl::Status MakeFloatBaseline();
  absl::Status TrainFloatBaseline();
  absl::Status RunEqualCapacity(QuantizationRun& quantization);
  absl::Status WriteArtifacts(const std::vector<GroupImage>& images);
  void FillResult(const QuantizationOutcome& outcome);
  void FillProvenance();

  const v1::RunJob& request_;
  const v1::JobSpec& spec_;
  const int threads_;
  const RealClock clock_;
  const absl::Time begin_ = absl::Now();
  const ImageData data_;
  const DeviceData train_;
  const DeviceData test_;
  const std::shared_ptr<Network> network_;
  const std::vector<EncodableWeight> weights_;
  const std::unique_ptr<ScalingStrategy> strategy_;
  const QuantizationPlan plan_;
  MetricsRecorder& events_;
  ProgressTracker progress_;
  Trainer trainer_;
  JobOutput output_;
};

int64_t JobRun::EncodedWeightCount() const {
  int64_t count = 0;
  for (const EncodableWeight& weight : weights_) count += weight.count();
  return count;
}

WorkPlan JobRun::PlanWork() const {
  WorkPlan work;
  const int64_t weights = EncodedWeightCount();
  work[WorkKind::kTrain] = spec_.training().sgd().epochs() * static_cast<double>(train_.size());
  // The float baseline and the plain codes.
  work[WorkKind::kEvaluate] = 2.0 * static_cast<double>(test_.size());
  work[WorkKind::kScale] = static_cast<double>(weights);
  work[WorkKind::kEncode] = static_cast<double>(weights);
  const int runs = spec_.equal_capacity_baseline() ? 2 : 1;
  for (int run = 0; run < runs; ++run) {
    QuantizationRun::AddWork(plan_, weights, train_.size(), test_.size(), work);
  }
  return work;
}

absl::StatusOr<JobOutput> JobRun::Run() {
  RETURN_IF_ERROR(MakeFloatBaseline());
  progress_.Enter(v1::Progress::EVALUATING);
  ASSIGN_OR_RETURN(const Evaluation float_evaluation, trainer_.Evaluate());
  output_.result.set_float_accuracy(float_evaluation.accuracy);
  output_.result.set_float_loss(float_evaluation.loss);
  events_.Log(v1::LogLine::INFO,
              absl::StrFormat("floating point: accuracy %.2f %%", 100 * float_evaluation.accuracy));

  QuantizationRun quantization(*network_, weights_, *strategy_, trainer_, progress_, events_);
  ASSIGN_OR_RETURN(const Evaluation plain, quantization.EvaluatePlain(plan_));
  output_.result.set_plain_accuracy(plain.accuracy);
  output_.result.set_plain_loss(plain.loss);
  // The baseline goes first, so that the network holds the overlapped weights at the end.
  RETURN_IF_ERROR(RunEqualCapacity(quantization));
  ASSIGN_OR_RETURN(const QuantizationOutcome outcome, quantization.Run(plan_));

  progress_.Enter(v1::Progress::REPORTING);
  FillResult(outcome);
  RETURN_IF_ERROR(WriteArtifacts(outcome.images));
  FillProvenance();
  progress_.Finish();
  return std::move(output_);
}

absl::Status JobRun::MakeFloatBaseline() {
  const std::string key =
      FloatBaselineKey(spec_, {data_.sha256, std::string(LibTorchVersion()), threads_});
  const FloatCache cache(request_.cache_dir());
  absl::StatusOr<std::vector<NamedTensor>> state = cache.Load(key);
  absl::Status loaded = state.status();
  if (loaded.ok()) loaded = WriteState(*state, *network_);
  if (loaded.ok()) {
    progress_.Skip(WorkKind::kTrain,
                   spec_.training().sgd().epochs() * static_cast<double>(train_.size()));
    output_.result.mutable_provenance()->set_float_baseline_cached(true);
    events_.Log(v1::LogLine::INFO, "the float baseline comes from the cache");
    return absl::OkStatus();
  }
  if (!absl::IsNotFound(loaded)) {
    events_.Log(v1::LogLine::WARNING,
                absl::StrCat("the cached float baseline cannot be used and is "
                             "trained again: ",
                             loaded.message()));
  }
  RETURN_IF_ERROR(TrainFloatBaseline());
  return Annotate(cache.Store(key, ReadState(*network_)), "float cache");
}

absl::Status JobRun::TrainFloatBaseline() {
  progress_.Enter(v1::Progress::TRAINING);
  const TrainingRun run = {spec_.training().sgd(), plan_.augmentation,
                           SubSeed(spec_.seed(), kFloatTrainingPart), /*only_vectors=*/false};
  return trainer_.Train(run, FrozenWeights());
}

absl::Status JobRun::RunEqualCapacity(QuantizationRun& quantization) {
  if (!spec_.equal_capacity_baseline()) return absl::OkStatus();
  QuantizationPlan plan = plan_;
  ASSIGN_OR_RETURN(plan.memory, EqualCapacityMemory(plan_.memory));
  events_.Log(v1::LogLine::INFO,
              absl::StrCat("plain words of ", plan.memory.bits, " bits: as many cells a weight"));
  ASSIGN_OR_RETURN(const QuantizationOutcome outcome, quantization.Run(plan));
  v1::BaselineResult& baseline = *output_.result.mutable_equal_capacity();
  baseline.set_bits(plan.memory.bits);
  baseline.set_cells_per_weight(outcome.stats.cells_per_weight());
  baseline.set_one_shot_accuracy(outcome.one_shot.accuracy);
  baseline.set_final_accuracy(outcome.final.accuracy);
  for (const v1::PortionResult& portion : outcome.portions) *baseline.add_portions() = portion;
  for (const v1::LayerResult& layer : outcome.layers) *baseline.add_layers() = layer;
  return absl::OkStatus();
}

void JobRun::FillResult(const QuantizationOutcome& outcome) {
  v1::JobResult& result = output_.result;
  result.set_one_shot_accuracy(outcome.one_shot.accuracy);
  result.set_one_shot_loss(outcome.one_shot.loss);
  result.set_final_accuracy(outcome.final.accuracy);
  result.set_final_loss(outcome.final.loss);
  result.set_cells_per_weight(outcome.stats.cells_per_weight());
  result.set_capacity_factor(outcome.stats.capacity_factor());
  for (const v1::PortionResult& portion : outcome.portions) *result.add_portions() = portion;
  for (const v1::LayerResult& layer : outcome.layers) *result.add_layers() = layer;
  result.set_encoded_weights(EncodedWeightCount());
  result.set_float_parameters(ParameterCount(*network_) - EncodedWeightCount());
}

absl::Status JobRun::WriteArtifacts(const std::vector<GroupImage>& images) {
  std::vector<NamedTensor> quantized;
  Sha256 hash;
  for (const EncodableWeight& weight : weights_) {
    quantized.push_back({weight.name, weight.shape, ReadTensor(weight.tensor)});
    const std::vector<float>& values = quantized.back().values;
    hash.Update({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
  }
  output_.result.set_evaluated_weights_sha256(hash.HexDigest());
  ArtifactWriter writer(request_.work_dir());
  RETURN_IF_ERROR(writer.Write("memory_image.plm", SerializeMemoryImage(images)));
  RETURN_IF_ERROR(writer.WriteTensors("quantized_weights.safetensors", std::move(quantized)));
  RETURN_IF_ERROR(writer.WriteTensors("model.safetensors", ReadState(*network_)));
  RETURN_IF_ERROR(writer.Write("metrics.csv", events_.ToCsv()));
  output_.artifacts = writer.written();
  return absl::OkStatus();
}

void JobRun::FillProvenance() {
  v1::Provenance& provenance = *output_.result.mutable_provenance();
  provenance.set_spec_sha256(SpecSha256(spec_));
  provenance.set_seed(spec_.seed());
  provenance.set_build_id(std::string(BuildId()));
  provenance.set_libtorch_version(std::string(LibTorchVersion()));
  provenance.set_device(spec_.device());
  provenance.set_threads(threads_);
  provenance.set_data_sha256(data_.sha256);
  *provenance.mutable_wall_time() = ToProto(absl::Now() - begin_);
  *provenance.mutable_device_time() =
      ToProto(progress_.spent(WorkKind::kTrain) + progress_.spent(WorkKind::kEvaluate));
}

absl::StatusOr<QuantizationPlan> MakePlan(const v1::JobSpec& spec, int threads) {
  QuantizationPlan plan;
  ASSIGN_OR_RETURN(plan.memory, ToMemoryOptions(spec));
  ASSIGN_OR_RETURN(plan.encoder, ToEncoderOptions(spec));
  plan.encoder.threads = threads;
  plan.granularity = spec.scaling().granularity();
  plan.retraining = spec.retraining();
  plan.augmentation.flip = spec.training().augment();
  plan.augmentation.crop_padding = spec.training().augment() ? spec.training().crop_padding() : 0;
  plan.seed = spec.seed();
  return plan;
}

absl::StatusOr<JobOutput> PrepareAndRun(const v1::RunJob& request, int threads,
                                        RunEvents& run_events) {
  MetricsRecorder events(run_events);
  const v1::JobSpec& spec = request.spec();
  v1::Progress loading;
  loading.set_phase(v1::Progress::LOADING);
  events.Report(loading);
  ASSIGN_OR_RETURN(const torch::Device device, FindDevice(spec.device()));
  ASSIGN_OR_RETURN(QuantizationPlan plan, MakePlan(spec, threads));
  ASSIGN_OR_RETURN(std::unique_ptr<ScalingStrategy> strategy,
                   MakeStrategy(spec.scaling().strategy(), ToStrategyParameters(spec.scaling())));
  ASSIGN_OR_RETURN(ImageData data, LoadData(request));
  ASSIGN_OR_RETURN(std::shared_ptr<Network> network,
                   MakeNetwork(spec.model().name(), SubSeed(spec.seed(), kInitializationPart)));
  network->to(device);
  const std::vector<std::string> excluded(spec.model().exclude_layers().begin(),
                                          spec.model().exclude_layers().end());
  ASSIGN_OR_RETURN(std::vector<EncodableWeight> weights, EncodableWeights(*network, excluded));
  JobRun run(request, threads, std::move(data), device, std::move(network), std::move(weights),
             std::move(strategy), std::move(plan), events);
  return run.Run();
}

}  // namespace

absl::StatusOr<JobOutput> RunJob(const v1::RunJob& request, int threads, RunEvents& events) {
  // LibTorch reports by exceptions; here they become statuses.
  try {
    return PrepareAndRun(request, threads, events);
  } catch (const c10::OutOfMemoryError& error) {
    return FailureStatus(v1::Failure::OUT_OF_MEMORY,
                         absl::StrCat("out of device memory; use a smaller batch_size: ",
                                      error.what_without_backtrace()));
  } catch (const std::bad_alloc&) {
    return FailureStatus(v1::Failure::OUT_OF_MEMORY,
                         "out of memory; use a smaller batch_size or a machine with more memory");
  } catch (const c10::AcceleratorError& error) {
    return FailureStatus(v1::Failure::DEVICE_FAULT, error.what_without_backtrace());
  } catch (const c10::Error& error) {
    return FailureStatus(
        IsOutOfHostMemory(error) ? v1::Failure::OUT_OF_MEMORY : v1::Failure::INTERNAL,
        error.what_without_backtrace());
  } catch (const std::exception& error) {
    return FailureStatus(v1::Failure::INTERNAL, error.what());
  }
}

std::vector<std::string> UsableDevices() {
  std::vector<std::string> devices = {"cpu"};
  if (torch::cuda::is_available()) devices.push_back("cuda");
  return devices;
}

absl::string_view LibTorchVersion() { return TORCH_VERSION; }

void InitializeTorch(int threads) {
  // Absent where there is no CUDA; jobs that ask for it are then told so.
  dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL);
  at::set_num_threads(threads);
  at::set_num_interop_threads(1);
  at::globalContext().setDeterministicAlgorithms(/*b=*/true, /*warn_only=*/false);
  // A debugging aid that comes with it: filling every new tensor with nan costs time at each step.
  at::globalContext().setDeterministicFillUninitializedMemory(false);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

}  // namespace palimpsest
