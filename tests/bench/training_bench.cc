// Pictures per second of the engine's training loop beside a bare LibTorch loop of the same
// network, in one program: compare the two figures of one run, never those of different runs.

#include <benchmark/benchmark.h>
#include <torch/nn/functional/loss.h>
#include <torch/optim/sgd.h>

#include <vector>

#include "server/engine/models/zoo.h"
#include "server/engine/torch_runtime.h"
#include "server/engine/trainer.h"

namespace palimpsest {
namespace {

constexpr int64_t kPictures = 4096;
constexpr int64_t kBatch = 64;
constexpr double kLearningRate = 0.01;

class NoEvents final : public RunEvents {
 public:
  void Report(const v1::Progress&) override {}
  void Report(const v1::Metric&) override {}
  void Log(v1::LogLine::Severity, absl::string_view) override {}
  bool cancelled() const override { return false; }
};

ImageSet MakePictures() {
  ImageSet set = {kPictures, {1, 28, 28}, {}, {}};
  Random random(1);
  for (int64_t i = 0; i < kPictures * 28 * 28; ++i) {
    set.pixels.push_back(static_cast<uint8_t>(random.Below(256)));
  }
  for (int64_t i = 0; i < kPictures; ++i)
    set.labels.push_back(static_cast<int32_t>(random.Below(10)));
  return set;
}

v1::SgdSpec OneEpoch() {
  v1::SgdSpec sgd;
  sgd.set_epochs(1);
  sgd.set_batch_size(kBatch);
  sgd.set_learning_rate(kLearningRate);
  sgd.set_momentum(0.9);
  sgd.set_weight_decay(5e-4);
  return sgd;
}

void BM_Engine(benchmark::State& state) {
  const Network network = *MakeNetwork("lenet5", {1, 28, 28}, 10, 1);
  const DeviceData data(MakePictures(), {0.5}, {0.25}, torch::kCPU);
  NoEvents events;
  const RealClock clock;
  ProgressTracker progress(WorkPlan(), clock, events);
  Trainer trainer(network, data, data, progress, events);
  TrainingSettings settings;
  settings.sgd = OneEpoch();
  settings.augmentation.flip = true;
  for (auto _ : state) {
    if (!trainer.Train(settings, FrozenWeights(), trainer.Begin(settings)).ok())
      state.SkipWithError("training failed");
  }
  state.SetItemsProcessed(state.iterations() * kPictures);
}

// Ready batches, a fixed learning rate, nothing told: as little as LibTorch can do.
void BM_BareLibTorch(benchmark::State& state) {
  const Network network = *MakeNetwork("lenet5", {1, 28, 28}, 10, 1);
  const DeviceData data(MakePictures(), {0.5}, {0.25}, torch::kCPU);
  const Batch all = data.Slice(0, kPictures);
  std::vector<torch::Tensor> parameters;
  for (const NamedParameter& parameter : network.parameters) parameters.push_back(parameter.tensor);
  torch::optim::SGD optimizer(
      parameters,
      torch::optim::SGDOptions(kLearningRate).momentum(0.9).weight_decay(5e-4).nesterov(true));
  network.set_training(true);
  for (auto _ : state) {
    for (int64_t begin = 0; begin < kPictures; begin += kBatch) {
      optimizer.zero_grad();
      const torch::Tensor logits = network.forward(all.images.slice(0, begin, begin + kBatch));
      torch::nn::functional::cross_entropy(logits, all.labels.slice(0, begin, begin + kBatch))
          .backward();
      optimizer.step();
    }
  }
  state.SetItemsProcessed(state.iterations() * kPictures);
}

BENCHMARK(BM_BareLibTorch)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_Engine)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace palimpsest

int main(int argc, char** argv) {
  palimpsest::InitializeTorch(/*threads=*/2);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
