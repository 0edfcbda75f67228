#include "server/engine/trainer.h"

#include <ATen/Context.h>
#include <torch/nn/functional/loss.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "server/engine/failure.h"
#include "server/engine/learning_rate.h"
#include "server/engine/network_weights.h"
#include "server/engine/shuffler.h"
#include "server/engine/torch_generator.h"

namespace palimpsest {
namespace {

namespace F = torch::nn::functional;

// Steps between two looks at the loss: each makes an accelerator wait.
constexpr size_t kStepsPerWindow = 50;
constexpr int64_t kEvaluationBatch = 1000;

// Where the spec has the settings of the phase's gradient descent.
absl::string_view SgdField(v1::Progress::Phase phase) {
  switch (phase) {
    case v1::Progress::RETRAINING:
      return "retraining.sgd";
    case v1::Progress::RECOVERING:
      return "retraining.recovery";
    default:
      return "training.sgd";
  }
}

absl::string_view NonFiniteText(double loss) { return std::isnan(loss) ? "nan" : "infinite"; }

std::vector<NamedParameter> TrainedParameters(const Network& network, bool only_vectors) {
  std::vector<NamedParameter> trained;
  for (const NamedParameter& parameter : network.parameters) {
    if (!only_vectors || parameter.tensor.dim() <= 1) trained.push_back(parameter);
  }
  return trained;
}

// Gradients are computed for matrices only where they are trained.
class MatrixGradients {
 public:
  MatrixGradients(const Network& network, bool enabled) : network_(network) { Set(enabled); }
  ~MatrixGradients() { Set(true); }
  MatrixGradients(const MatrixGradients&) = delete;
  MatrixGradients& operator=(const MatrixGradients&) = delete;

 private:
  void Set(bool enabled) {
    for (const NamedParameter& parameter : network_.parameters) {
      if (parameter.tensor.dim() > 1) parameter.tensor.set_requires_grad(enabled);
    }
  }
  const Network& network_;
};

}  // namespace

Trainer::Trainer(const Network& network, const DeviceData& train, const DeviceData& test,
                 ProgressTracker& progress, RunEvents& events, int64_t step)
    : network_(network),
      train_(train),
      test_(test),
      progress_(progress),
      events_(events),
      step_(step) {}

int64_t Trainer::StepCount(const v1::SgdSpec& sgd) const {
  const int64_t batch = std::min<int64_t>(sgd.batch_size(), train_.size());
  const int64_t steps = std::llround(sgd.epochs() * static_cast<double>(train_.size() / batch));
  // A training that was asked for takes at least one step.
  return sgd.epochs() > 0 ? std::max<int64_t>(steps, 1) : 0;
}

TrainingState Trainer::Begin(const TrainingSettings& settings) const {
  TrainingState state;
  state.position.set_random_state(settings.seed);
  const Shuffler shuffler(train_.size());
  state.position.mutable_order()->Add(shuffler.order().begin(), shuffler.order().end());
  at::manual_seed(settings.seed);
  state.position.set_torch_generator(SaveTorchGenerator(train_.device()));
  return state;
}

absl::Status Trainer::CheckBatch(const TrainingSettings& settings) const {
  const int64_t batch_size = std::min<int64_t>(settings.sgd.batch_size(), train_.size());
  if (StepCount(settings.sgd) == 0 || batch_size >= network_.smallest_batch) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(SgdField(progress_.phase()), ".batch_size: this model trains on at least ",
                   network_.smallest_batch, " pictures a step, got ", batch_size));
}

absl::StatusOr<TrainingState> Trainer::Train(const TrainingSettings& settings,
                                             const FrozenWeights& frozen, TrainingState state,
                                             int64_t max_steps) {
  RETURN_IF_ERROR(CheckBatch(settings));
  v1::TrainingPosition& position = state.position;
  if (position.order_size() != train_.size() || position.taken() < 0 ||
      position.taken() > train_.size()) {
    return absl::DataLossError("the training's state is of other data");
  }
  const int64_t steps = StepCount(settings.sgd);
  const int64_t batch_size = std::min<int64_t>(settings.sgd.batch_size(), train_.size());
  const LearningRateSchedule learning_rate = MakeSchedule(settings.sgd, steps);
  network_.set_training(true);
  const MatrixGradients gradients(network_, !settings.only_vectors);
  const std::unique_ptr<Optimizer> optimizer =
      MakeOptimizer(settings.sgd, TrainedParameters(network_, settings.only_vectors));
  RETURN_IF_ERROR(optimizer->LoadState(state.optimizer));
  RETURN_IF_ERROR(LoadTorchGenerator(train_.device(), position.torch_generator()));
  Random random(position.random_state());
  Shuffler shuffler({position.order().begin(), position.order().end()}, position.taken());
  Window window;
  window.earlier_losses.assign(position.losses().begin(), position.losses().end());
  window.earlier_hits = position.hits();
  window.pictures = position.pictures();

  int64_t s = position.step();
  for (int64_t taken = 0; s < steps && taken < max_steps; ++taken) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    if (window.losses.empty()) window.begin = SteadyNow();
    const Batch batch =
        train_.Gather(shuffler.Next(batch_size, random), settings.augmentation, random);
    const double rate = learning_rate(s++);
    TakeStep(batch, frozen, rate, *optimizer, window);
    if (window.steps() == kStepsPerWindow || s == steps) {
      RETURN_IF_ERROR(ReportWindow(window, rate));
    }
  }

  position.set_step(s);
  position.set_random_state(random.state());
  position.set_torch_generator(SaveTorchGenerator(train_.device()));
  position.mutable_order()->Assign(shuffler.order().begin(), shuffler.order().end());
  position.set_taken(shuffler.taken());
  const std::vector<float> losses = window.AllLosses();
  position.mutable_losses()->Assign(losses.begin(), losses.end());
  position.set_hits(window.AllHits());
  position.set_pictures(window.pictures);
  state.optimizer = optimizer->SaveState();
  return state;
}

void Trainer::TakeStep(const Batch& batch, const FrozenWeights& frozen, double learning_rate,
                       Optimizer& optimizer, Window& window) {
  optimizer.ZeroGradients();
  const torch::Tensor logits = network_.forward(batch.images);
  const torch::Tensor loss = F::cross_entropy(logits, batch.labels);
  loss.backward();
  optimizer.Step(learning_rate);
  const int64_t pictures = batch.labels.size(0);
  {
    const torch::NoGradGuard no_grad;
    frozen.WriteBack();
    const torch::Tensor hits = (logits.argmax(1) == batch.labels).sum();
    window.hits = window.losses.empty() ? hits : window.hits + hits;
    window.losses.push_back(loss.detach());
  }
  window.pictures += pictures;
  window.timed_pictures += pictures;
  ++step_;
  progress_.Done(WorkKind::kTrain, static_cast<double>(pictures));
}

std::vector<float> Trainer::Window::AllLosses() const {
  std::vector<float> all = earlier_losses;
  if (!losses.empty()) {
    const std::vector<float> here = ReadTensor(torch::stack(losses));
    all.insert(all.end(), here.begin(), here.end());
  }
  return all;
}

int64_t Trainer::Window::AllHits() const {
  return earlier_hits + (losses.empty() ? 0 : hits.item<int64_t>());
}

absl::Status Trainer::ReportWindow(Window& window, double learning_rate) {
  const std::vector<float> losses = window.AllLosses();
  double loss_sum = 0;
  for (size_t i = 0; i < losses.size(); ++i) {
    if (!std::isfinite(losses[i])) {
      const int64_t step = step_ - static_cast<int64_t>(losses.size() - 1 - i);
      return FailureStatus(
          v1::Failure::NUMERIC,
          absl::StrCat("train loss is ", NonFiniteText(losses[i]), " at step ", step, ": lower ",
                       SgdField(progress_.phase()), ".learning_rate"));
    }
    loss_sum += losses[i];
  }
  ReportMetric("train_loss", loss_sum / static_cast<double>(losses.size()));
  ReportMetric("train_accuracy",
               static_cast<double>(window.AllHits()) / static_cast<double>(window.pictures));
  ReportMetric("learning_rate", learning_rate);
  ReportMetric("images_per_second", static_cast<double>(window.timed_pictures) /
                                        absl::ToDoubleSeconds(SteadyNow() - window.begin));
  window = Window();
  return absl::OkStatus();
}

absl::StatusOr<Evaluation> Trainer::Evaluate(absl::string_view what) {
  const torch::NoGradGuard no_grad;
  network_.set_training(false);
  double loss = 0;
  double hits = 0;
  for (int64_t begin = 0; begin < test_.size(); begin += kEvaluationBatch) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    const Batch batch = test_.Slice(begin, kEvaluationBatch);
    const torch::Tensor logits = network_.forward(batch.images);
    loss +=
        F::cross_entropy(logits, batch.labels, F::CrossEntropyFuncOptions().reduction(torch::kSum))
            .item<double>();
    hits += (logits.argmax(1) == batch.labels).sum().item<double>();
    progress_.Done(WorkKind::kEvaluate, static_cast<double>(batch.labels.size(0)));
  }
  const Evaluation evaluation = {loss / static_cast<double>(test_.size()),
                                 hits / static_cast<double>(test_.size())};
  if (!std::isfinite(evaluation.loss)) {
    return FailureStatus(v1::Failure::NUMERIC,
                         absl::StrCat("test loss is ", NonFiniteText(evaluation.loss), " (", what,
                                      ", after step ", step_, ")"));
  }
  ReportMetric("test_loss", evaluation.loss);
  ReportMetric("test_accuracy", evaluation.accuracy);
  return evaluation;
}

void Trainer::ReportMetric(absl::string_view name, double value) {
  v1::Metric metric;
  metric.set_name(std::string(name));
  metric.set_phase(progress_.phase());
  metric.set_step(step_);
  metric.set_value(value);
  events_.Report(metric);
}

}  // namespace palimpsest
