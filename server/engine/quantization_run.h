#ifndef PALIMPSEST_SERVER_ENGINE_QUANTIZATION_RUN_H_
#define PALIMPSEST_SERVER_ENGINE_QUANTIZATION_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/memory/encoder_options.h"
#include "common/memory/memory_image.h"
#include "common/memory/memory_options.h"
#include "common/memory/memory_stats.h"
#include "common/retraining/frozen_tiles.h"
#include "common/scaling/strategy.h"
#include "palimpsest/v1/result.pb.h"
#include "palimpsest/v1/spec.pb.h"
#include "server/engine/network_weights.h"
#include "server/engine/progress_tracker.h"
#include "server/engine/run_events.h"
#include "server/engine/trainer.h"

namespace palimpsest {

// How a network goes into a memory.
struct QuantizationPlan {
  MemoryOptions memory;
  EncoderOptions encoder;
  v1::ScalingSpec::Granularity granularity = v1::ScalingSpec::LAYER;
  v1::RetrainingSpec retraining;  // with defaults filled in
  Augmentation augmentation;
  uint64_t seed = 1;
};

struct QuantizationOutcome {
  Evaluation one_shot;
  Evaluation final;
  std::vector<v1::PortionResult> portions;
  std::vector<v1::LayerResult> layers;
  MemoryStats stats;
  std::vector<GroupImage> images;  // of the final codes, one a layer
};

// Takes one trained network into memories: scale, encode, retrain in portions, recover, evaluate
// (SCIENCE.md, section 5). Each call of Run starts from the floating-point state that the network
// had at construction. Not thread-safe.
class QuantizationRun {
 public:
  // All must outlive the object.
  QuantizationRun(Network& network, absl::Span<const EncodableWeight> weights,
                  const ScalingStrategy& strategy, Trainer& trainer, ProgressTracker& progress,
                  RunEvents& events);

  // Accuracy of plain B-bit codes without overlap, nothing retrained. Leaves the network as it was.
  absl::StatusOr<Evaluation> EvaluatePlain(const QuantizationPlan& plan);

  // The whole way. Leaves the network with the weights that were evaluated last, which are those of
  // `images`.
  absl::StatusOr<QuantizationOutcome> Run(const QuantizationPlan& plan);

  // The work that one Run of `plan` is, on so many training and test pictures, besides what is
  // there already.
  static void AddWork(const QuantizationPlan& plan, int64_t weight_count, int64_t train_count,
                      int64_t test_count, WorkPlan& work);

 private:
  // A layer with its scale: a group of its own.
  struct Layer {
    Encoder encoder;
    FrozenTiles frozen;
  };

  absl::StatusOr<std::vector<Layer>> ScaleLayers(const QuantizationPlan& plan);
  // Encodes all of `layers` as they are and puts their values into the network.
  absl::Status EncodeOneShot(const QuantizationPlan& plan, const std::vector<Layer>& layers,
                             std::vector<v1::LayerResult>& results);
  absl::Status RetrainInPortions(const QuantizationPlan& plan, std::vector<Layer>& layers,
                                 QuantizationOutcome& outcome);
  absl::Status FreezePortion(const QuantizationPlan& plan, double portion,
                             std::vector<Layer>& layers, FrozenWeights& frozen);
  absl::Status Recover(const QuantizationPlan& plan, const FrozenWeights& frozen);
  absl::StatusOr<std::vector<GroupImage>> MakeImages(const std::vector<Layer>& layers) const;
  absl::Status RestoreFloatState();

  Network& network_;
  absl::Span<const EncodableWeight> weights_;
  const ScalingStrategy& strategy_;
  Trainer& trainer_;
  ProgressTracker& progress_;
  RunEvents& events_;
  std::vector<NamedTensor> float_state_;
  std::vector<std::vector<float>> float_weights_;  // of each encodable weight
};

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_ENGINE_QUANTIZATION_RUN_H_
