#include "server/engine/network_stages.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "server/engine/failure.h"
#include "server/engine/float_cache.h"
#include "server/engine/frozen_weights.h"
#include "server/engine/layer_records.h"
#include "server/engine/network_weights.h"
#include "server/engine/trainer.h"

namespace palimpsest {
namespace {

Trainer MakeTrainer(const Job& job, StageIo& io, const RunState& state) {
  return Trainer(job.network, job.train, job.test, io.progress, io.events, state.record.steps());
}

std::string BaselineKey(const JobSetup& setup) {
  return FloatBaselineKey(setup.spec(), {setup.data_sha256, setup.numeric_facts});
}

Augmentation AugmentationOf(const v1::TrainingSpec& training) {
  Augmentation augmentation;
  augmentation.flip = training.augment();
  augmentation.crop_padding = training.augment() ? training.crop_padding() : 0;
  return augmentation;
}

TrainingSettings SettingsOf(const Job& job, const v1::SgdSpec& sgd, uint64_t seed_part) {
  TrainingSettings settings;
  settings.sgd = sgd;
  settings.augmentation = AugmentationOf(job.setup.spec().training());
  settings.seed = SubSeed(job.setup.spec().seed(), seed_part);
  return settings;
}

// What is frozen of the network now.
absl::StatusOr<FrozenWeights> FrozenOf(const Job& job, const RunState& state,
                                       const StopToken& stop) {
  ASSIGN_OR_RETURN(const std::vector<FrozenTiles> layers, RestoreLayers(job.setup, state.record));
  FrozenWeights frozen;
  for (size_t l = 0; l < layers.size(); ++l) {
    const WeightInfo& weight = job.setup.weights[l];
    ASSIGN_OR_RETURN(const NamedTensor* const values, FindWeight(state.network, weight));
    ASSIGN_OR_RETURN(const torch::Tensor tensor, FindParameter(job.network, weight.name));
    ASSIGN_OR_RETURN(const std::vector<uint8_t> mask, layers[l].MaskOf(/*tensor=*/0, stop));
    frozen.Add(tensor, mask, values->values);
  }
  return frozen;
}

// A piece of a training; `frozen` of the network as it is now.
absl::StatusOr<RunState> TrainPiece(Job& job, StageIo& io, RunState state,
                                    const TrainingSettings& settings, const FrozenWeights& frozen) {
  Trainer trainer = MakeTrainer(job, io, state);
  TrainingState training;
  if (state.record.has_training()) {
    training.position = std::move(*state.record.mutable_training());
    training.optimizer = std::move(state.optimizer);
  } else {
    training = trainer.Begin(settings);
  }
  ASSIGN_OR_RETURN(training, trainer.Train(settings, frozen, std::move(training), io.max_steps));
  state.record.set_steps(trainer.step());
  state.network = ReadState(job.network);
  state.record.clear_training();
  state.optimizer.clear();
  if (training.position.step() < trainer.StepCount(settings.sgd)) {
    *state.record.mutable_training() = std::move(training.position);
    state.optimizer = std::move(training.optimizer);
  }
  return state;
}

absl::Status CacheBaseline(const JobSetup& setup, const RunState& state) {
  const absl::Status stored =
      FloatCache(setup.request.cache_dir()).Store(BaselineKey(setup), state.float_network);
  // The last step may have broken what no loss shows, such as a statistic of batch-norm.
  if (absl::IsFailedPrecondition(stored)) {
    return FailureStatus(v1::Failure::NUMERIC,
                         absl::StrCat("the float training: ", stored.message(),
                                      ": lower training.sgd.learning_rate"));
  }
  return Annotate(stored, "float cache");
}

absl::StatusOr<Evaluation> EvaluateState(Job& job, StageIo& io, const RunState& state,
                                         absl::string_view what) {
  RETURN_IF_ERROR(WriteState(state.network, job.network));
  return MakeTrainer(job, io, state).Evaluate(what);
}

}  // namespace

absl::StatusOr<RunState> Initialize(Job& job, StageIo& io, RunState state) {
  absl::StatusOr<std::vector<NamedTensor>> cached =
      FloatCache(job.setup.request.cache_dir()).Load(BaselineKey(job.setup));
  absl::Status loaded = cached.status();
  if (loaded.ok()) loaded = WriteState(*cached, job.network);
  state.network = ReadState(job.network);
  if (loaded.ok()) {
    io.progress.Skip(WorkKind::kTrain, job.setup.spec().training().sgd().epochs() *
                                           static_cast<double>(job.setup.train_count));
    state.record.mutable_result()->mutable_provenance()->set_float_baseline_cached(true);
    io.events.Log(v1::LogLine::INFO, "the float baseline comes from the cache");
  } else if (!absl::IsNotFound(loaded)) {
    io.events.Log(v1::LogLine::WARNING,
                  absl::StrCat("the cached float baseline cannot be used and is trained again: ",
                               loaded.message()));
  }
  return state;
}

absl::StatusOr<RunState> TrainFloat(Job& job, StageIo& io, RunState state) {
  RETURN_IF_ERROR(WriteState(state.network, job.network));
  return TrainPiece(job, io, std::move(state),
                    SettingsOf(job, job.setup.spec().training().sgd(), kFloatTrainingPart),
                    FrozenWeights());
}

absl::StatusOr<RunState> RetrainPortion(Job& job, StageIo& io, RunState state) {
  RETURN_IF_ERROR(WriteState(state.network, job.network));
  ASSIGN_OR_RETURN(const FrozenWeights frozen, FrozenOf(job, state, io.events));
  const uint64_t seed_part = kPortionPart + static_cast<uint64_t>(state.record.portion());
  return TrainPiece(job, io, std::move(state),
                    SettingsOf(job, job.setup.spec().retraining().sgd(), seed_part), frozen);
}

absl::StatusOr<RunState> Recover(Job& job, StageIo& io, RunState state) {
  RETURN_IF_ERROR(WriteState(state.network, job.network));
  ASSIGN_OR_RETURN(const FrozenWeights frozen, FrozenOf(job, state, io.events));
  TrainingSettings settings =
      SettingsOf(job, job.setup.spec().retraining().recovery(), kRecoveryPart);
  settings.only_vectors = true;
  return TrainPiece(job, io, std::move(state), settings, frozen);
}

absl::StatusOr<RunState> EvaluateFloat(Job& job, StageIo& io, RunState state) {
  ASSIGN_OR_RETURN(const Evaluation evaluation, EvaluateState(job, io, state, "floating point"));
  v1::JobResult& result = *state.record.mutable_result();
  result.set_float_accuracy(evaluation.accuracy);
  result.set_float_loss(evaluation.loss);
  io.events.Log(v1::LogLine::INFO,
                absl::StrFormat("floating point: accuracy %.2f %%", 100 * evaluation.accuracy));
  state.float_network = state.network;
  if (!result.provenance().float_baseline_cached()) {
    RETURN_IF_ERROR(CacheBaseline(job.setup, state));
  }
  return state;
}

absl::StatusOr<RunState> EvaluateOneShot(Job& job, StageIo& io, RunState state) {
  const v1::RunRecord::Memory memory = state.record.memory();
  const bool is_unshared = memory == v1::RunRecord::NO_OVERLAP;
  ASSIGN_OR_RETURN(const Evaluation evaluation,
                   EvaluateState(job, io, state, is_unshared ? "no overlap" : "one shot"));
  v1::JobResult& result = *state.record.mutable_result();
  if (is_unshared) {
    result.set_plain_accuracy(evaluation.accuracy);
    result.set_plain_loss(evaluation.loss);
  } else if (memory == v1::RunRecord::EQUAL_CAPACITY) {
    result.mutable_equal_capacity()->set_one_shot_accuracy(evaluation.accuracy);
  } else {
    result.set_one_shot_accuracy(evaluation.accuracy);
    result.set_one_shot_loss(evaluation.loss);
  }
  state.network = state.float_network;
  return state;
}

absl::StatusOr<RunState> EvaluatePortion(Job& job, StageIo& io, RunState state) {
  const auto& portions = job.setup.spec().retraining().portions().values();
  if (state.record.portion() >= portions.size()) {
    return absl::DataLossError(absl::StrCat("the run's state is at portion ",
                                            state.record.portion(), " of ", portions.size()));
  }
  const double portion = portions.Get(state.record.portion());
  ASSIGN_OR_RETURN(const Evaluation evaluation,
                   EvaluateState(job, io, state, absl::StrCat("portion ", portion)));
  v1::JobResult& result = *state.record.mutable_result();
  v1::PortionResult& reported = state.record.memory() == v1::RunRecord::EQUAL_CAPACITY
                                    ? *result.mutable_equal_capacity()->add_portions()
                                    : *result.add_portions();
  reported.set_portion(portion);
  reported.set_accuracy(evaluation.accuracy);
  reported.set_loss(evaluation.loss);
  io.events.Log(v1::LogLine::INFO, absl::StrFormat("portion %g: accuracy %.2f %%", portion,
                                                   100 * evaluation.accuracy));
  return state;
}

absl::StatusOr<RunState> EvaluateFinal(Job& job, StageIo& io, RunState state) {
  ASSIGN_OR_RETURN(const Evaluation evaluation, EvaluateState(job, io, state, "final"));
  v1::JobResult& result = *state.record.mutable_result();
  if (state.record.memory() == v1::RunRecord::EQUAL_CAPACITY) {
    result.mutable_equal_capacity()->set_final_accuracy(evaluation.accuracy);
  } else {
    result.set_final_accuracy(evaluation.accuracy);
    result.set_final_loss(evaluation.loss);
  }
  return state;
}

}  // namespace palimpsest
