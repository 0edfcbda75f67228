#ifndef PALIMPSEST_SERVER_ENGINE_TRAINER_H_
#define PALIMPSEST_SERVER_ENGINE_TRAINER_H_

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "palimpsest/v1/spec.pb.h"
#include "server/engine/device_data.h"
#include "server/engine/frozen_weights.h"
#include "server/engine/models/network.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/run_events.h"

namespace palimpsest {

// What one call of Train does.
struct TrainingRun {
  v1::SgdSpec sgd;  // with defaults filled in
  Augmentation augmentation;
  uint64_t seed = 0;  // of shuffling and augmentation
  // Only parameters of one dimension (biases, batch-norm) are trained.
  bool only_vectors = false;
};

// Mean cross entropy, and share of pictures whose class is right.
struct Evaluation {
  double loss = 0;
  double accuracy = 0;
};

// Trains and evaluates one network on one data set, and tells about it. Not thread-safe.
class Trainer {
 public:
  // All must outlive the trainer. `train` and `test` lie on the network's device.
  Trainer(Network& network, const DeviceData& train, const DeviceData& test,
          ProgressTracker& progress, RunEvents& events);

  // SGD with Nesterov momentum and a one-cycle schedule from fresh momentum; `frozen` is written
  // back after every step. CANCELLED once events.cancelled(); INVALID_ARGUMENT if a step has fewer
  // pictures than the network needs; a NUMERIC failure naming the step if its loss is not finite.
  absl::Status Train(const TrainingRun& run, const FrozenWeights& frozen);

  // On the test pictures, reported as metrics. CANCELLED as above.
  absl::StatusOr<Evaluation> Evaluate();

  // Steps that `run` takes on the training pictures.
  int64_t StepCount(const v1::SgdSpec& sgd) const;
  // Steps taken so far in all runs.
  int64_t step() const { return step_; }

 private:
  // Losses and hits since the last report, kept on the device.
  struct Window {
    std::vector<torch::Tensor> losses;  // of each step
    torch::Tensor hits;
    int64_t pictures = 0;
    absl::Time begin;
  };

  void ReportMetric(absl::string_view name, double value);
  absl::Status ReportWindow(Window& window, double learning_rate);

  Network& network_;
  const DeviceData& train_;
  const DeviceData& test_;
  ProgressTracker& progress_;
  RunEvents& events_;
  int64_t step_ = 0;
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_TRAINER_H_
