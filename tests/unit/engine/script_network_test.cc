// A network that is no module of ours: TorchScript, as a Python user would bring it.

#include <torch/csrc/jit/api/module.h>

#include "gtest/gtest.h"
#include "server/engine/network_weights.h"
#include "server/engine/trainer.h"
#include "tests/unit/engine/recording_events.h"

namespace palimpsest {
namespace {

// One linear layer after flattening, with a buffer.
Network ScriptNetwork() {
  const auto module = std::make_shared<torch::jit::Module>("Scripted");
  const auto options = torch::TensorOptions().requires_grad(true);
  module->register_parameter("weight", torch::zeros({2, 9}, options), /*is_buffer=*/false);
  module->register_parameter("bias", torch::zeros({2}, options), /*is_buffer=*/false);
  module->register_buffer("scale", torch::full({1}, 0.5));
  module->define(R"(
    def forward(self, images):
        return torch.matmul(torch.flatten(images, 1) * self.scale, self.weight.t()) + self.bias
  )");
  Network network;
  network.forward = [module](const torch::Tensor& images) {
    return module->forward({images}).toTensor();
  };
  network.set_training = [module](bool training) { module->train(training); };
  for (const auto& item : module->named_parameters()) {
    network.parameters.push_back({item.name, item.value});
  }
  for (const auto& item : module->named_buffers()) {
    network.buffers.push_back({item.name, item.value});
  }
  network.encodable = {"weight"};
  return network;
}

// Bright and dark pictures, two classes.
ImageSet SmallPictures(int64_t count) {
  ImageSet set = {count, {1, 3, 3}, {}, {}};
  for (int64_t i = 0; i < count; ++i) {
    set.labels.push_back(static_cast<int32_t>(i % 2));
    set.pixels.insert(set.pixels.end(), 9, i % 2 == 0 ? 40 : 200);
  }
  return set;
}

TEST(ScriptNetworkTest, IsTrainedFrozenAndSavedLikeAnyOther) {
  const Network network = ScriptNetwork();
  const DeviceData data(SmallPictures(64), {0.5}, {0.5}, torch::kCPU);
  const std::vector<WeightInfo> weights = EncodableWeights(network);
  ASSERT_EQ(weights.size(), 1u);
  EXPECT_EQ(weights[0].count(), 18);
  std::vector<float> values(18);
  values[0] = 0.75f;
  std::vector<uint8_t> mask(18);
  mask[0] = 1;
  FrozenWeights frozen;
  {
    const torch::NoGradGuard no_grad;
    frozen.Add(*FindParameter(network, "weight"), mask, values);
  }

  RecordingEvents events;
  const RealClock clock;
  ProgressTracker progress(WorkPlan(), clock, events);
  Trainer trainer(network, data, data, progress, events);
  TrainingSettings settings;
  settings.sgd.set_epochs(4);
  settings.sgd.set_batch_size(8);
  settings.sgd.set_learning_rate(0.1);
  settings.sgd.set_momentum(0.9);
  const auto trained = trainer.Train(settings, frozen, trainer.Begin(settings));
  ASSERT_TRUE(trained.ok()) << trained.status();
  const auto evaluation = trainer.Evaluate("test");
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(evaluation->accuracy, 1);

  const std::vector<NamedTensor> state = ReadState(network);
  ASSERT_EQ(state.size(), 3u);
  EXPECT_EQ(state[0].values[0], 0.75f);
  EXPECT_NE(state[0].values[1], 0);
  const Network fresh = ScriptNetwork();
  ASSERT_TRUE(WriteState(state, fresh).ok());
  const torch::Tensor images = data.Slice(0, 4).images;
  EXPECT_EQ(ReadTensor(fresh.forward(images)), ReadTensor(network.forward(images)));
}

}  // namespace
}  // namespace palimpsest
