#include "server/engine/frozen_weights.h"

#include <ATen/ATen.h>
#include <torch/optim/sgd.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

TEST(FrozenWeightsTest, FrozenBitsSurviveMomentumDecayAndNesterov) {
  torch::Tensor weight = torch::randn({50}).set_requires_grad(true);
  torch::optim::SGD optimizer(
      {weight}, torch::optim::SGDOptions(0.1).momentum(0.9).weight_decay(0.01).nesterov(true));
  const auto step = [&] {
    optimizer.zero_grad();
    weight.pow(2).sum().backward();
    optimizer.step();
  };
  for (int i = 0; i < 5; ++i) step();  // momentum from before the freeze
  std::vector<uint8_t> mask(50);
  for (size_t i = 0; i < mask.size(); i += 2) mask[i] = 1;
  const std::vector<float> values = ReadTensor(weight);
  FrozenWeights frozen;
  frozen.Add(weight, mask, values);
  for (int i = 0; i < 100; ++i) {
    step();
    frozen.WriteBack();
  }
  const std::vector<float> after = ReadTensor(weight);
  for (size_t i = 0; i < mask.size(); ++i) {
    EXPECT_EQ(std::memcmp(&after[i], &values[i], sizeof(float)) == 0, mask[i] == 1) << i;
  }
}

TEST(FrozenWeightsTest, ANanInAFrozenElementDoesNotSurvive) {
  const torch::Tensor weight = torch::zeros({2});
  FrozenWeights frozen;
  frozen.Add(weight, std::vector<uint8_t>{1, 0}, std::vector<float>{0.5f, 9.0f});
  EXPECT_EQ(ReadTensor(weight), std::vector<float>({0.5f, 0.0f}));
  weight.fill_(std::nanf(""));
  frozen.WriteBack();
  EXPECT_EQ(ReadTensor(weight)[0], 0.5f);
  EXPECT_TRUE(std::isnan(ReadTensor(weight)[1]));
}

}  // namespace
}  // namespace palimpsest
