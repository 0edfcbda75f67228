#include "server/engine/job_setup.h"

#include <functional>
#include <numeric>
#include <utility>

#include "common/base/status_macros.h"
#include "common/job/layer_settings.h"
#include "common/job/spec_conversion.h"

namespace palimpsest {
namespace {

// The work of one memory after its words are scaled and encoded once.
void AddRetraining(const JobSetup& setup, WorkPlan& work) {
  const v1::RetrainingSpec& retraining = setup.spec().retraining();
  const double pictures = static_cast<double>(setup.train_count);
  double evaluations = 1;  // final
  if (retraining.method() == v1::RetrainingSpec::INQ) {
    const double portions = retraining.portions().values_size();
    evaluations += portions;
    work[WorkKind::kTrain] += (portions - 1) * retraining.sgd().epochs() * pictures;
  }
  work[WorkKind::kEncode] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kTrain] += retraining.recovery().epochs() * pictures;
  work[WorkKind::kEvaluate] += evaluations * static_cast<double>(setup.test_count);
}

void AddOneShot(const JobSetup& setup, WorkPlan& work) {
  work[WorkKind::kScale] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kEncode] += static_cast<double>(setup.encoded_count());
  work[WorkKind::kEvaluate] += static_cast<double>(setup.test_count);
}

FreezingOrder ToFreezingOrder(v1::RetrainingSpec::Order order) {
  switch (order) {
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

absl::StatusOr<LayerSetup> ToLayerSetup(const LayerSettings& settings, const JobSetup& setup,
                                        v1::RunRecord::Memory memory) {
  const uint64_t seed = setup.spec().seed();
  LayerSetup layer;
  ASSIGN_OR_RETURN(layer.memory, ToMemoryOptions(settings.memory, seed));
  if (memory == v1::RunRecord::NO_OVERLAP) layer.memory.shared_bits = 0;
  if (memory == v1::RunRecord::EQUAL_CAPACITY) {
    ASSIGN_OR_RETURN(layer.memory, EqualCapacityMemory(layer.memory));
  }
  ASSIGN_OR_RETURN(layer.encoder, ToEncoderOptions(settings.encoder, seed));
  layer.encoder.threads = setup.threads;
  ASSIGN_OR_RETURN(layer.strategy, MakeStrategy(settings.scaling.strategy(),
                                                ToStrategyParameters(settings.scaling)));
  layer.scale_by_channel = settings.scaling.granularity() == v1::ScalingSpec::CHANNEL;
  layer.order = ToFreezingOrder(settings.order);
  return layer;
}

}  // namespace

int64_t WeightInfo::count() const {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
}

int64_t JobSetup::encoded_count() const {
  int64_t count = 0;
  for (const WeightInfo& weight : weights) count += weight.count();
  return count;
}

absl::StatusOr<LayerSetup> SetupOfLayer(const JobSetup& setup, const WeightInfo& weight,
                                        v1::RunRecord::Memory memory) {
  absl::StatusOr<LayerSetup> layer =
      ToLayerSetup(ResolveLayer(setup.spec(), weight.name), setup, memory);
  RETURN_IF_ERROR(Annotate(layer.status(), weight.name));
  return layer;
}

absl::Status CheckLayers(const JobSetup& setup) {
  if (setup.weights.empty()) return absl::InvalidArgumentError("no layer is left to encode");
  for (const WeightInfo& weight : setup.weights) {
    RETURN_IF_ERROR(SetupOfLayer(setup, weight, v1::RunRecord::OVERLAPPED).status());
    if (setup.spec().equal_capacity_baseline()) {
      RETURN_IF_ERROR(SetupOfLayer(setup, weight, v1::RunRecord::EQUAL_CAPACITY).status());
    }
  }
  return absl::OkStatus();
}

WorkPlan PlanWork(const JobSetup& setup) {
  WorkPlan work;
  work[WorkKind::kTrain] =
      setup.spec().training().sgd().epochs() * static_cast<double>(setup.train_count);
  work[WorkKind::kEvaluate] = static_cast<double>(setup.test_count);
  AddOneShot(setup, work);  // without overlap
  const int whole_ways = setup.spec().equal_capacity_baseline() ? 2 : 1;
  for (int way = 0; way < whole_ways; ++way) {
    AddOneShot(setup, work);
    AddRetraining(setup, work);
  }
  return work;
}

}  // namespace palimpsest
