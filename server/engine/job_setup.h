#ifndef PALIMPSEST_SERVER_ENGINE_JOB_SETUP_H_
#define PALIMPSEST_SERVER_ENGINE_JOB_SETUP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_options.h"
#include "common/retraining/freezing_order.h"
#include "common/scaling/strategy.h"
#include "palimpsest/v1/engine.pb.h"
#include "palimpsest/v1/run_state.pb.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// Parts of a job's seed: what is drawn for one of them does not change with the others. Training
// after the portion with index p has kPortionPart + p.
inline constexpr uint64_t kInitializationPart = 1;
inline constexpr uint64_t kFloatTrainingPart = 2;
inline constexpr uint64_t kPortionPart = 1000;
inline constexpr uint64_t kRecoveryPart = 2000;
inline constexpr uint64_t kTileOrderPart = 3000;

// A parameter that goes into the memory.
struct WeightInfo {
  std::string name;
  std::vector<int64_t> shape;  // the first dimension is the output channels

  int64_t count() const;
};

// What is fixed for a job from its beginning, as far as it is no business of LibTorch: made again
// from the same request, it is the same.
struct JobSetup {
  v1::RunJob request;  // its spec has defaults filled in
  int threads = 1;
  std::vector<WeightInfo> weights;  // without those that are kept in floating point
  int64_t parameter_count = 0;      // of the whole network
  int64_t train_count = 0;          // pictures
  int64_t test_count = 0;
  std::string data_sha256;
  std::string libtorch_version;
  std::vector<std::string> numeric_facts;  // torch_runtime.h

  const v1::JobSpec& spec() const { return request.spec(); }
  int64_t encoded_count() const;  // weights in `weights`
};

// How one layer goes into one of the memories that the job's network goes into.
struct LayerSetup {
  MemoryOptions memory;
  EncoderOptions encoder;
  std::unique_ptr<ScalingStrategy> strategy;
  bool scale_by_channel = false;
  FreezingOrder order = FreezingOrder::kMagnitude;
};

// INVALID_ARGUMENT naming the layer and the field that does not hold, or if it has no words of
// equal capacity.
absl::StatusOr<LayerSetup> SetupOfLayer(const JobSetup& setup, const WeightInfo& weight,
                                        v1::RunRecord::Memory memory);

// Whether every layer can go into every memory that the job asks for, and there is one at all.
absl::Status CheckLayers(const JobSetup& setup);

// All the work of the job.
WorkPlan PlanWork(const JobSetup& setup);

// What a stage tells, and how much of it is to be done.
struct StageIo {
  ProgressTracker& progress;
  RunEvents& events;
  SteadyTime begin;  // of the stage
  // A training stage stops after so many steps, to be gone on with; other stages are done whole.
  int64_t max_steps;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_JOB_SETUP_H_
