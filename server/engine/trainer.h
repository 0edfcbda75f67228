#ifndef PALIMPSEST_SERVER_ENGINE_TRAINER_H_
#define PALIMPSEST_SERVER_ENGINE_TRAINER_H_

#include <torch/types.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/clock.h"
#include "common/tensors/safetensors.h"
#include "palimpsest/v1/run_state.pb.h"
#include "palimpsest/v1/spec.pb.h"
#include "server/engine/device_data.h"
#include "server/engine/frozen_weights.h"
#include "server/engine/models/network.h"
#include "server/engine/optimizer.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// What a training is to do.
struct TrainingSettings {
  v1::SgdSpec sgd;  // with defaults filled in
  Augmentation augmentation;
  uint64_t seed = 0;  // of shuffling and augmentation
  // Only parameters of one dimension (biases, batch-norm) are trained.
  bool only_vectors = false;
};

// Where a training stands, besides the network itself.
struct TrainingState {
  v1::TrainingPosition position;
  std::vector<NamedTensor> optimizer;
};

// Mean cross entropy, and share of pictures whose class is right.
struct Evaluation {
  double loss = 0;
  double accuracy = 0;
};

// Trains and evaluates one network on one data set, and tells about it. Not thread-safe.
class Trainer {
 public:
  static constexpr int64_t kAllSteps = std::numeric_limits<int64_t>::max();

  // All must outlive the trainer. `train` and `test` lie on the network's device; `step` is how
  // many steps the run has taken so far.
  Trainer(const Network& network, const DeviceData& train, const DeviceData& test,
          ProgressTracker& progress, RunEvents& events, int64_t step = 0);

  // The beginning of a training, the optimizer fresh. Seeds LibTorch's generator.
  TrainingState Begin(const TrainingSettings& settings) const;

  // Goes on from `state` by at most `max_steps` steps, at most to the training's end; `frozen` is
  // written back after every step. In how many pieces a training is done, each with the network and
  // the state as the one before left them, changes no bit of either. CANCELLED once
  // events.cancelled(); INVALID_ARGUMENT if a step has fewer pictures than the network needs; a
  // NUMERIC failure naming the step if its loss is not finite (found at the next report); DATA_LOSS
  // if the state does not fit the network or the data.
  absl::StatusOr<TrainingState> Train(const TrainingSettings& settings, const FrozenWeights& frozen,
                                      TrainingState state, int64_t max_steps = kAllSteps);

  // On the test pictures, reported as metrics. CANCELLED as above; a NUMERIC failure naming `what`,
  // the state of the network, if the loss is not finite.
  absl::StatusOr<Evaluation> Evaluate(absl::string_view what);

  // Steps of the whole training.
  int64_t StepCount(const v1::SgdSpec& sgd) const;
  // Steps taken so far in all trainings.
  int64_t step() const { return step_; }

 private:
  // Losses and hits since the last report, kept on the device, and those of an earlier piece.
  struct Window {
    std::vector<float> earlier_losses;
    std::vector<torch::Tensor> losses;  // of each step
    torch::Tensor hits;
    int64_t earlier_hits = 0;
    int64_t pictures = 0;
    int64_t timed_pictures = 0;  // of this piece
    SteadyTime begin;

    size_t steps() const { return earlier_losses.size() + losses.size(); }
    std::vector<float> AllLosses() const;
    int64_t AllHits() const;
  };

  absl::Status CheckBatch(const TrainingSettings& settings) const;
  void TakeStep(const Batch& batch, const FrozenWeights& frozen, double learning_rate,
                Optimizer& optimizer, Window& window);
  void ReportMetric(absl::string_view name, double value);
  absl::Status ReportWindow(Window& window, double learning_rate);

  const Network& network_;
  const DeviceData& train_;
  const DeviceData& test_;
  ProgressTracker& progress_;
  RunEvents& events_;
  int64_t step_;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TRAINER_H_
