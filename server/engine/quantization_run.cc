#include "server/engine/quantization_run.h"

#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/job/proto_time.h"
#include "common/retraining/layer_report.h"
#include "common/scaling/choose_scale.h"
#include "server/engine/layer_result.h"

namespace palimpsest {
namespace {

// Parts of the seed: training after the portion with index p has part kPortionPart + p.
constexpr uint64_t kPortionPart = 1000;
constexpr uint64_t kRecoveryPart = 2000;
constexpr uint64_t kTileOrderPart = 3000;

// How many random rows the encoder tries for each tile.
int EncoderTries(const QuantizationPlan& plan) {
  return plan.memory.shared_bits == 0 || plan.encoder.method == EncodeMethod::kOwnerBits
             ? 1
             : plan.encoder.starts;
}

QuantizationPlan PlainPlan(const QuantizationPlan& plan) {
  QuantizationPlan plain = plan;
  plain.memory.shared_bits = 0;
  return plain;
}

FreezingOrder OrderOf(const v1::RetrainingSpec& spec) {
  switch (spec.order()) {
    case v1::RetrainingSpec::ERROR_DESCENDING:
      return FreezingOrder::kErrorDescending;
    case v1::RetrainingSpec::ERROR_ASCENDING:
      return FreezingOrder::kErrorAscending;
    case v1::RetrainingSpec::RANDOM:
      return FreezingOrder::kRandom;
    default:
      return FreezingOrder::kMagnitude;
  }
}

bool IsRetrained(const QuantizationPlan& plan) {
  return plan.retraining.method() == v1::RetrainingSpec::INQ;
}

}  // namespace

QuantizationRun::QuantizationRun(Network& network, absl::Span<const EncodableWeight> weights,
                                 const ScalingStrategy& strategy, Trainer& trainer,
                                 ProgressTracker& progress, RunEvents& events)
    : network_(network),
      weights_(weights),
      strategy_(strategy),
      trainer_(trainer),
      progress_(progress),
      events_(events),
      float_state_(ReadState(network)) {
  for (const EncodableWeight& weight : weights_)
    float_weights_.push_back(ReadTensor(weight.tensor));
}

void QuantizationRun::AddWork(const QuantizationPlan& plan, int64_t weight_count,
                              int64_t train_count, int64_t test_count, WorkPlan& work) {
  const double weights = static_cast<double>(weight_count);
  const double pictures = static_cast<double>(train_count);
  double evaluations = 2;  // one shot, final
  work[WorkKind::kScale] += weights;
  work[WorkKind::kEncode] += weights;
  if (IsRetrained(plan)) {
    const double portions = plan.retraining.portions_size();
    evaluations += portions;
    work[WorkKind::kEncode] += weights;
    work[WorkKind::kTrain] += (portions - 1) * plan.retraining.sgd().epochs() * pictures;
  }
  work[WorkKind::kTrain] += plan.retraining.recovery().epochs() * pictures;
  work[WorkKind::kEvaluate] += evaluations * static_cast<double>(test_count);
}

absl::Status QuantizationRun::RestoreFloatState() { return WriteState(float_state_, network_); }

absl::StatusOr<std::vector<QuantizationRun::Layer>> QuantizationRun::ScaleLayers(
    const QuantizationPlan& plan) {
  progress_.Enter(v1::Progress::SCALING);
  std::vector<Layer> layers;
  for (size_t l = 0; l < weights_.size(); ++l) {
    const EncodableWeight& weight = weights_[l];
    ScalingInput input;
    input.weights = float_weights_[l];
    input.memory = plan.memory;
    input.encoder = plan.encoder;
    input.name = weight.name;
    input.stop = events_;
    const int64_t channels = plan.granularity == v1::ScalingSpec::CHANNEL ? weight.channels : 1;
    absl::StatusOr<Scale> scale = ChooseScale(strategy_, input, channels);
    RETURN_IF_ERROR(Annotate(scale.status(), weight.name));
    progress_.Done(WorkKind::kScale, static_cast<double>(weight.count()));
    ASSIGN_OR_RETURN(const MemoryPlan layer,
                     MemoryPlan::Create(plan.memory, {{weight.name, weight.shape, *std::move(scale),
                                                       /*importance=*/nullptr}}));
    ASSIGN_OR_RETURN(Encoder encoder, Encoder::Create(layer, plan.encoder));
    layers.push_back({std::move(encoder), FrozenTiles(layer)});
  }
  return layers;
}

absl::Status QuantizationRun::EncodeOneShot(const QuantizationPlan& plan,
                                            const std::vector<Layer>& layers,
                                            std::vector<v1::LayerResult>& results) {
  progress_.Enter(v1::Progress::ENCODING);
  for (size_t l = 0; l < layers.size(); ++l) {
    const EncodableWeight& weight = weights_[l];
    const Encoder& encoder = layers[l].encoder;
    const absl::Time begin = absl::Now();
    ASSIGN_OR_RETURN(const EncodedTiles encoded, encoder.EncodeAll({float_weights_[l]}, events_));
    const absl::Duration encode_time = absl::Now() - begin;
    std::vector<float> decoded(float_weights_[l].size());
    RETURN_IF_ERROR(DequantizeTiles(encoder.plan(), encoded, {absl::MakeSpan(decoded)}, events_));
    WriteTensor(decoded, weight.tensor);
    ASSIGN_OR_RETURN(const LayerReport report, ReportLayer(encoder.plan(), /*tensor=*/0,
                                                           float_weights_[l], decoded, events_));
    v1::LayerResult result = ToLayerResult(weight.name, report);
    result.set_encoder_starts(EncoderTries(plan));
    *result.mutable_encode_time() = ToProto(encode_time);
    events_.Log(v1::LogLine::INFO,
                absl::StrFormat(
                    "%s: B=%d S=%d alpha %.4g = %.2f sigma, SQNR %.2f dB, %.2f %% clipped",
                    weight.name, plan.memory.bits, plan.memory.shared_bits, result.alpha(),
                    result.alpha_over_sigma(), result.sqnr_db(), 100 * result.clipped_fraction()));
    results.push_back(std::move(result));
    progress_.Done(WorkKind::kEncode, static_cast<double>(weight.count()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Evaluation> QuantizationRun::EvaluatePlain(const QuantizationPlan& plan) {
  const QuantizationPlan plain = PlainPlan(plan);
  RETURN_IF_ERROR(RestoreFloatState());
  ASSIGN_OR_RETURN(const std::vector<Layer> layers, ScaleLayers(plain));
  std::vector<v1::LayerResult> results;
  RETURN_IF_ERROR(EncodeOneShot(plain, layers, results));
  progress_.Enter(v1::Progress::EVALUATING);
  ASSIGN_OR_RETURN(const Evaluation evaluation, trainer_.Evaluate());
  RETURN_IF_ERROR(RestoreFloatState());
  return evaluation;
}

absl::StatusOr<QuantizationOutcome> QuantizationRun::Run(const QuantizationPlan& plan) {
  QuantizationOutcome outcome;
  RETURN_IF_ERROR(RestoreFloatState());
  ASSIGN_OR_RETURN(std::vector<Layer> layers, ScaleLayers(plan));
  RETURN_IF_ERROR(EncodeOneShot(plan, layers, outcome.layers));
  progress_.Enter(v1::Progress::EVALUATING);
  ASSIGN_OR_RETURN(outcome.one_shot, trainer_.Evaluate());

  RETURN_IF_ERROR(RestoreFloatState());
  FrozenWeights frozen;
  if (IsRetrained(plan)) {
    RETURN_IF_ERROR(RetrainInPortions(plan, layers, outcome));
  }
  // Without retraining everything is frozen at once; after the last portion this only collects what
  // is frozen.
  RETURN_IF_ERROR(FreezePortion(plan, /*portion=*/1, layers, frozen));
  RETURN_IF_ERROR(Recover(plan, frozen));
  progress_.Enter(v1::Progress::EVALUATING);
  ASSIGN_OR_RETURN(outcome.final, trainer_.Evaluate());
  ASSIGN_OR_RETURN(outcome.images, MakeImages(layers));
  for (const Layer& layer : layers) outcome.stats += StatsOf(layer.encoder.plan());
  return outcome;
}

absl::Status QuantizationRun::RetrainInPortions(const QuantizationPlan& plan,
                                                std::vector<Layer>& layers,
                                                QuantizationOutcome& outcome) {
  for (int p = 0; p < plan.retraining.portions_size(); ++p) {
    const double portion = plan.retraining.portions(p);
    FrozenWeights frozen;
    RETURN_IF_ERROR(FreezePortion(plan, portion, layers, frozen));
    progress_.Enter(v1::Progress::RETRAINING);
    if (p + 1 < plan.retraining.portions_size()) {
      const TrainingRun run = {plan.retraining.sgd(), plan.augmentation,
                               SubSeed(plan.seed, kPortionPart + static_cast<uint64_t>(p)),
                               /*only_vectors=*/false};
      RETURN_IF_ERROR(trainer_.Train(run, frozen));
    }
    ASSIGN_OR_RETURN(const Evaluation evaluation, trainer_.Evaluate());
    v1::PortionResult result;
    result.set_portion(portion);
    result.set_accuracy(evaluation.accuracy);
    result.set_loss(evaluation.loss);
    outcome.portions.push_back(result);
    events_.Log(v1::LogLine::INFO, absl::StrFormat("portion %g: accuracy %.2f %%", portion,
                                                   100 * evaluation.accuracy));
  }
  return absl::OkStatus();
}

absl::Status QuantizationRun::FreezePortion(const QuantizationPlan& plan, double portion,
                                            std::vector<Layer>& layers, FrozenWeights& frozen) {
  progress_.Enter(v1::Progress::ENCODING);
  const PortionOptions options = {portion, OrderOf(plan.retraining),
                                  SubSeed(plan.seed, kTileOrderPart)};
  for (size_t l = 0; l < layers.size(); ++l) {
    FrozenTiles& tiles = layers[l].frozen;
    std::vector<float> current = ReadTensor(weights_[l].tensor);
    const int64_t before = tiles.frozen_count();
    RETURN_IF_ERROR(
        Annotate(palimpsest::FreezePortion(options, layers[l].encoder, {current}, tiles, events_),
                 weights_[l].name));
    const double share = static_cast<double>(tiles.frozen_count() - before) /
                         static_cast<double>(tiles.plan().tile_count());
    RETURN_IF_ERROR(tiles.WriteValues({absl::MakeSpan(current)}, events_));
    frozen.Add(weights_[l].tensor, tiles.MaskOf(/*tensor=*/0), current);
    progress_.Done(WorkKind::kEncode, share * static_cast<double>(weights_[l].count()));
  }
  return absl::OkStatus();
}

absl::Status QuantizationRun::Recover(const QuantizationPlan& plan, const FrozenWeights& frozen) {
  if (plan.retraining.recovery().epochs() == 0) return absl::OkStatus();
  progress_.Enter(v1::Progress::RECOVERING);
  const TrainingRun run = {plan.retraining.recovery(), plan.augmentation,
                           SubSeed(plan.seed, kRecoveryPart), /*only_vectors=*/true};
  return trainer_.Train(run, frozen);
}

absl::StatusOr<std::vector<GroupImage>> QuantizationRun::MakeImages(
    const std::vector<Layer>& layers) const {
  std::vector<GroupImage> images;
  for (size_t l = 0; l < layers.size(); ++l) {
    const FrozenTiles& tiles = layers[l].frozen;
    ASSIGN_OR_RETURN(GroupImage image, MakeGroupImage(tiles.plan(), tiles.Encoded(), events_));
    ASSIGN_OR_RETURN(const std::vector<std::vector<float>> decoded,
                     DecodeGroupImage(image, events_));
    const std::vector<float> evaluated = ReadTensor(weights_[l].tensor);
    if (decoded[0].size() != evaluated.size() ||
        std::memcmp(decoded[0].data(), evaluated.data(), evaluated.size() * sizeof(float)) != 0) {
      return absl::InternalError(absl::StrCat(
          weights_[l].name, ": the memory image does not hold the weights that were evaluated"));
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace palimpsest
