#include "server/engine/optimizer.h"

#include <ATen/ATen.h>
#include <torch/types.h>

#include <vector>

#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

class OptimizerTest : public ::testing::Test {
 protected:
  OptimizerTest() {
    sgd_.set_learning_rate(0.1);
    sgd_.set_momentum(0.9);
    sgd_.set_weight_decay(0.01);
  }

  static std::vector<NamedParameter> Parameters() {
    return {{"fc.weight", torch::ones({2, 2}).set_requires_grad(true)},
            {"fc.bias", torch::ones({2}).set_requires_grad(true)}};
  }

  static void Step(const std::vector<NamedParameter>& parameters, Optimizer& optimizer) {
    optimizer.ZeroGradients();
    (parameters[0].tensor.pow(3).sum() + parameters[1].tensor.pow(2).sum()).backward();
    optimizer.Step(0.05);
  }

  v1::SgdSpec sgd_;
};

TEST_F(OptimizerTest, AnotherGoesOnFromItsStateWithTheSameBits) {
  const std::vector<NamedParameter> parameters = Parameters();
  const auto optimizer = MakeOptimizer(sgd_, parameters);
  EXPECT_TRUE(optimizer->SaveState().empty());
  for (int i = 0; i < 3; ++i) Step(parameters, *optimizer);
  const std::vector<NamedTensor> state = optimizer->SaveState();
  ASSERT_EQ(state.size(), 2u);
  EXPECT_EQ(state[1].name, "fc.bias");

  const std::vector<NamedParameter> others = Parameters();
  for (size_t i = 0; i < others.size(); ++i) {
    WriteTensor(ReadTensor(parameters[i].tensor), others[i].tensor);
  }
  const auto other = MakeOptimizer(sgd_, others);
  ASSERT_TRUE(other->LoadState(state).ok());
  for (int i = 0; i < 3; ++i) {
    Step(parameters, *optimizer);
    Step(others, *other);
  }
  for (size_t i = 0; i < others.size(); ++i) {
    EXPECT_EQ(ReadTensor(others[i].tensor), ReadTensor(parameters[i].tensor));
  }
}

TEST_F(OptimizerTest, OnlyMatricesDecay) {
  const std::vector<NamedParameter> parameters = Parameters();
  const auto optimizer = MakeOptimizer(sgd_, parameters);
  optimizer->ZeroGradients();
  (parameters[0].tensor.sum() * 0 + parameters[1].tensor.sum() * 0).backward();
  optimizer->Step(0.05);
  EXPECT_LT(ReadTensor(parameters[0].tensor)[0], 1);
  EXPECT_EQ(ReadTensor(parameters[1].tensor)[0], 1);
}

TEST_F(OptimizerTest, AStateThatFitsNoParameterIsRefused) {
  const auto optimizer = MakeOptimizer(sgd_, Parameters());
  EXPECT_TRUE(absl::IsDataLoss(optimizer->LoadState({{"fc9.bias", {2}, {0, 0}}})));
  EXPECT_TRUE(absl::IsDataLoss(optimizer->LoadState({{"fc.bias", {3}, {0, 0, 0}}})));
}

}  // namespace
}  // namespace palimpsest
