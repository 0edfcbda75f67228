#include "server/engine/quantization_run.h"

#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/scaling/choose_scale.h"
#include "server/engine/layer_report.h"

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

absl::StatusOr<std::vector<TiledLayer>> QuantizationRun::ScaleLayers(const QuantizationPlan& plan) {
  progress_.Enter(v1::Progress::SCALING);
  std::vector<TiledLayer> layers;
  for (size_t l = 0; l < weights_.size(); ++l) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    const EncodableWeight& weight = weights_[l];
    EncoderOptions options = plan.encoder;
    options.seed = SubSeed(plan.encoder.seed, l);
    ASSIGN_OR_RETURN(Encoder encoder, Encoder::Create(plan.memory, options));
    ScalingInput input;
    input.weights = float_weights_[l];
    input.memory = plan.memory;
    input.encoder = options;
    const int64_t channels = plan.granularity == v1::ScalingSpec::CHANNEL ? weight.channels : 1;
    absl::StatusOr<Scale> scale = ChooseScale(strategy_, input, channels);
    RETURN_IF_ERROR(Annotate(scale.status(), weight.name));
    progress_.Done(WorkKind::kScale, static_cast<double>(weight.count()));
    layers.emplace_back(std::move(encoder), *std::move(scale), weight.count(),
                        SubSeed(SubSeed(plan.seed, kTileOrderPart), l));
  }
  return layers;
}

absl::Status QuantizationRun::EncodeOneShot(const QuantizationPlan& plan,
                                            const std::vector<TiledLayer>& layers,
                                            std::vector<v1::LayerResult>& results) {
  progress_.Enter(v1::Progress::ENCODING);
  for (size_t l = 0; l < layers.size(); ++l) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    const EncodableWeight& weight = weights_[l];
    TiledLayer layer = layers[l];
    const absl::Time begin = absl::Now();
    RETURN_IF_ERROR(
        Annotate(layer.FreezeUpTo(/*portion=*/1, v1::RetrainingSpec::MAGNITUDE, float_weights_[l]),
                 weight.name));
    const absl::Duration encode_time = absl::Now() - begin;
    std::vector<float> decoded(float_weights_[l].size());
    layer.WriteFrozen(absl::MakeSpan(decoded));
    WriteTensor(decoded, weight.tensor);
    results.push_back(MakeLayerResult({weight.name, float_weights_[l], decoded, layer.scale(),
                                       plan.memory, EncoderTries(plan), encode_time}));
    const v1::LayerResult& result = results.back();
    events_.Log(v1::LogLine::INFO,
                absl::StrFormat(
                    "%s: B=%d S=%d alpha %.4g = %.2f sigma, SQNR %.2f dB, %.2f %% clipped",
                    weight.name, plan.memory.bits, plan.memory.shared_bits, result.alpha(),
                    result.alpha_over_sigma(), result.sqnr_db(), 100 * result.clipped_fraction()));
    progress_.Done(WorkKind::kEncode, static_cast<double>(weight.count()));
  }
  return absl::OkStatus();
}

absl::StatusOr<Evaluation> QuantizationRun::EvaluatePlain(const QuantizationPlan& plan) {
  const QuantizationPlan plain = PlainPlan(plan);
  RETURN_IF_ERROR(RestoreFloatState());
  ASSIGN_OR_RETURN(const std::vector<TiledLayer> layers, ScaleLayers(plain));
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
  ASSIGN_OR_RETURN(std::vector<TiledLayer> layers, ScaleLayers(plan));
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
  for (const EncodableWeight& weight : weights_) {
    outcome.stats += StatsOfLayer(plan.memory, weight.count());
  }
  return outcome;
}

absl::Status QuantizationRun::RetrainInPortions(const QuantizationPlan& plan,
                                                std::vector<TiledLayer>& layers,
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
                                            std::vector<TiledLayer>& layers,
                                            FrozenWeights& frozen) {
  progress_.Enter(v1::Progress::ENCODING);
  for (size_t l = 0; l < layers.size(); ++l) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    std::vector<float> current = ReadTensor(weights_[l].tensor);
    const int64_t before = layers[l].frozen_count();
    RETURN_IF_ERROR(Annotate(layers[l].FreezeUpTo(portion, plan.retraining.order(), current),
                             weights_[l].name));
    const double share = static_cast<double>(layers[l].frozen_count() - before) /
                         static_cast<double>(layers[l].tile_count());
    layers[l].WriteFrozen(absl::MakeSpan(current));
    frozen.Add(weights_[l].tensor, layers[l].FrozenMask(), current);
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

absl::StatusOr<std::vector<LayerImage>> QuantizationRun::MakeImages(
    const std::vector<TiledLayer>& layers) const {
  std::vector<LayerImage> images;
  for (size_t l = 0; l < layers.size(); ++l) {
    const EncodableWeight& weight = weights_[l];
    ASSIGN_OR_RETURN(LayerImage image,
                     MakeLayerImage(weight.name, weight.shape, layers[l].encoder(),
                                    layers[l].FrozenTiles(), layers[l].scale()));
    ASSIGN_OR_RETURN(const std::vector<float> decoded, DecodeLayerImage(image));
    const std::vector<float> evaluated = ReadTensor(weight.tensor);
    if (decoded.size() != evaluated.size() ||
        std::memcmp(decoded.data(), evaluated.data(), decoded.size() * sizeof(float)) != 0) {
      return absl::InternalError(absl::StrCat(
          weight.name, ": the memory image does not hold the weights that were evaluated"));
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace palimpsest
