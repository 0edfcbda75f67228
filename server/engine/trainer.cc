#include "server/engine/trainer.h"

#include <torch/nn/functional/loss.h>
#include <torch/optim/sgd.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "server/engine/failure.h"
#include "server/engine/network_weights.h"
#include "server/engine/one_cycle.h"

namespace palimpsest {
namespace {

namespace F = torch::nn::functional;

// Steps between two looks at the loss: each makes an accelerator wait.
constexpr size_t kStepsPerWindow = 50;
constexpr int64_t kEvaluationBatch = 1000;

// The training pictures in a new order each epoch.
class Shuffler {
 public:
  Shuffler(int64_t size, Random& random) : random_(random), order_(static_cast<size_t>(size)) {
    std::iota(order_.begin(), order_.end(), 0);
  }

  // The next `count` pictures; the rest of an epoch that fills no batch is left out.
  std::vector<int64_t> Next(int64_t count) {
    if (at_ == 0 || at_ + static_cast<size_t>(count) > order_.size()) {
      Shuffle(order_.begin(), order_.end(), random_);
      at_ = 0;
    }
    const auto begin = order_.begin() + static_cast<ptrdiff_t>(at_);
    at_ += static_cast<size_t>(count);
    return std::vector<int64_t>(begin, begin + count);
  }

 private:
  Random& random_;
  std::vector<int64_t> order_;
  size_t at_ = 0;
};

// Weight decay acts on parameters of two and more dimensions only.
torch::optim::SGD MakeOptimizer(const Network& network, const v1::SgdSpec& sgd, bool only_vectors) {
  std::vector<torch::Tensor> matrices;
  std::vector<torch::Tensor> vectors;
  for (const torch::Tensor& parameter : network.parameters()) {
    (parameter.dim() > 1 ? matrices : vectors).push_back(parameter);
  }
  const auto options = [&sgd](double weight_decay) {
    return std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(sgd.learning_rate())
                                                          .momentum(sgd.momentum())
                                                          .weight_decay(weight_decay)
                                                          .nesterov(sgd.momentum() > 0));
  };
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(vectors, options(/*weight_decay=*/0));
  if (!only_vectors) groups.emplace_back(matrices, options(sgd.weight_decay()));
  return torch::optim::SGD(groups, torch::optim::SGDOptions(sgd.learning_rate()));
}

void SetLearningRate(torch::optim::SGD& optimizer, double learning_rate) {
  for (auto& group : optimizer.param_groups()) group.options().set_lr(learning_rate);
}

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

// Gradients are computed for matrices only where they are trained.
class MatrixGradients {
 public:
  MatrixGradients(const Network& network, bool enabled) : network_(network) { Set(enabled); }
  ~MatrixGradients() { Set(true); }
  MatrixGradients(const MatrixGradients&) = delete;
  MatrixGradients& operator=(const MatrixGradients&) = delete;

 private:
  void Set(bool enabled) {
    for (torch::Tensor& parameter : network_.parameters()) {
      if (parameter.dim() > 1) parameter.set_requires_grad(enabled);
    }
  }
  const Network& network_;
};

}  // namespace

Trainer::Trainer(Network& network, const DeviceData& train, const DeviceData& test,
                 ProgressTracker& progress, RunEvents& events)
    : network_(network), train_(train), test_(test), progress_(progress), events_(events) {}

int64_t Trainer::StepCount(const v1::SgdSpec& sgd) const {
  const int64_t batch = std::min<int64_t>(sgd.batch_size(), train_.size());
  const int64_t steps = std::llround(sgd.epochs() * static_cast<double>(train_.size() / batch));
  // A run that was asked for takes at least one step.
  return sgd.epochs() > 0 ? std::max<int64_t>(steps, 1) : 0;
}

absl::Status Trainer::Train(const TrainingRun& run, const FrozenWeights& frozen) {
  const int64_t steps = StepCount(run.sgd);
  const int64_t batch_size = std::min<int64_t>(run.sgd.batch_size(), train_.size());
  if (steps > 0 && batch_size < network_.smallest_batch()) {
    return absl::InvalidArgumentError(
        absl::StrCat(SgdField(progress_.phase()), ".batch_size: this model trains on at least ",
                     network_.smallest_batch(), " pictures a step, got ", batch_size));
  }
  network_.train();
  const MatrixGradients gradients(network_, !run.only_vectors);
  torch::optim::SGD optimizer = MakeOptimizer(network_, run.sgd, run.only_vectors);
  Random random(run.seed);
  Shuffler shuffler(train_.size(), random);
  Window window;
  for (int64_t s = 0; s < steps; ++s) {
    if (events_.cancelled()) return absl::CancelledError("the run was asked to stop");
    if (window.losses.empty()) window.begin = absl::Now();
    const double learning_rate = OneCycleLearningRate(s, steps, run.sgd.learning_rate());
    SetLearningRate(optimizer, learning_rate);
    const Batch batch = train_.Gather(shuffler.Next(batch_size), run.augmentation, random);
    optimizer.zero_grad();
    const torch::Tensor logits = network_.forward(batch.images);
    const torch::Tensor loss = F::cross_entropy(logits, batch.labels);
    loss.backward();
    optimizer.step();
    {
      const torch::NoGradGuard no_grad;
      frozen.WriteBack();
      const torch::Tensor hits = (logits.argmax(1) == batch.labels).sum();
      window.hits = window.losses.empty() ? hits : window.hits + hits;
      window.losses.push_back(loss.detach());
    }
    window.pictures += batch_size;
    ++step_;
    progress_.Done(WorkKind::kTrain, static_cast<double>(batch_size));
    if (window.losses.size() == kStepsPerWindow || s + 1 == steps) {
      RETURN_IF_ERROR(ReportWindow(window, learning_rate));
    }
  }
  return absl::OkStatus();
}

absl::Status Trainer::ReportWindow(Window& window, double learning_rate) {
  const std::vector<float> losses = ReadTensor(torch::stack(window.losses));
  double loss_sum = 0;
  for (size_t i = 0; i < losses.size(); ++i) {
    if (!std::isfinite(losses[i])) {
      const int64_t step = step_ - static_cast<int64_t>(losses.size() - 1 - i);
      return FailureStatus(
          v1::Failure::NUMERIC,
          absl::StrCat("train loss is ", std::isnan(losses[i]) ? "nan" : "infinite", " at step ",
                       step, ": lower ", SgdField(progress_.phase()), ".learning_rate"));
    }
    loss_sum += losses[i];
  }
  const double pictures = static_cast<double>(window.pictures);
  ReportMetric("train_loss", loss_sum / static_cast<double>(losses.size()));
  ReportMetric("train_accuracy", window.hits.item<double>() / pictures);
  ReportMetric("learning_rate", learning_rate);
  ReportMetric("images_per_second", pictures / absl::ToDoubleSeconds(absl::Now() - window.begin));
  window = Window();
  return absl::OkStatus();
}

absl::StatusOr<Evaluation> Trainer::Evaluate() {
  const torch::NoGradGuard no_grad;
  network_.eval();
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
