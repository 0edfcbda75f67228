#include "server/engine/network_weights.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/engine/models/zoo.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Names(const std::vector<WeightInfo>& weights) {
  std::vector<std::string> names;
  for (const WeightInfo& weight : weights) names.push_back(weight.name);
  return names;
}

TEST(NetworkWeightsTest, ConvolutionsAndLinearLayersAreEncodable) {
  const auto network = *MakeNetwork("lenet5", {1, 28, 28}, 10, 1);
  const std::vector<WeightInfo> weights = EncodableWeights(network);
  EXPECT_THAT(Names(weights), ElementsAre("conv1.weight", "conv2.weight", "fc1.weight",
                                          "fc2.weight", "fc3.weight"));
  EXPECT_EQ(weights[1].count(), 16 * 6 * 5 * 5);
  EXPECT_THAT(weights[1].shape, ElementsAre(16, 6, 5, 5));
}

TEST(NetworkWeightsTest, AStateSurvivesTheWayThereAndBack) {
  const auto from = *MakeNetwork("mlp", {1, 28, 28}, 10, 1);
  const auto to = *MakeNetwork("mlp", {1, 28, 28}, 10, 2);
  const std::vector<NamedTensor> state = ReadState(from);
  ASSERT_TRUE(WriteState(state, to).ok());
  const std::vector<NamedTensor> copy = ReadState(to);
  ASSERT_EQ(copy.size(), state.size());
  for (size_t i = 0; i < state.size(); ++i) EXPECT_EQ(copy[i].values, state[i].values);
}

TEST(NetworkWeightsTest, AStateThatDoesNotFitChangesNothing) {
  const auto network = *MakeNetwork("mlp", {1, 28, 28}, 10, 1);
  const std::vector<NamedTensor> before = ReadState(network);
  std::vector<NamedTensor> renamed = ReadState(*MakeNetwork("mlp", {1, 28, 28}, 10, 2));
  renamed.back().name = "other";
  EXPECT_TRUE(absl::IsDataLoss(WriteState(renamed, network)));
  EXPECT_TRUE(
      absl::IsDataLoss(WriteState(ReadState(*MakeNetwork("lenet5", {1, 28, 28}, 10, 1)), network)));
  EXPECT_EQ(ReadState(network)[0].values, before[0].values);
}

TEST(NetworkWeightsTest, ATensorIsWrittenAndRead) {
  const torch::Tensor tensor = torch::zeros({2, 2});
  const std::vector<float> values = {1, 2, 3, 4};
  WriteTensor(values, tensor);
  EXPECT_EQ(ReadTensor(tensor), values);
}

}  // namespace
}  // namespace palimpsest
