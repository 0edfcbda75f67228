#include "server/engine/models/zoo.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "common/job/known_names.h"
#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

constexpr ImageShape kGrey28 = {1, 28, 28};

TEST(ZooTest, EveryKnownModelTakesPicturesAndGivesTenLogits) {
  for (const absl::string_view name : ModelNames()) {
    const auto network = MakeNetwork(name, kGrey28, 10, /*seed=*/1);
    ASSERT_TRUE(network.ok()) << network.status();
    const torch::Tensor logits = network->forward(torch::zeros({3, 1, 28, 28}));
    EXPECT_EQ(logits.sizes(), torch::IntArrayRef({3, 10})) << name;
  }
}

TEST(ZooTest, NetworksAreMadeForTheShapeAndTheClassesOfTheData) {
  for (const absl::string_view name : ModelNames()) {
    const auto network = MakeNetwork(name, {3, 32, 20}, 100, /*seed=*/1);
    ASSERT_TRUE(network.ok()) << network.status();
    EXPECT_EQ(network->forward(torch::zeros({2, 3, 32, 20})).sizes(), torch::IntArrayRef({2, 100}));
  }
}

TEST(ZooTest, WhatAModelCannotTakeIsRefusedByName) {
  const absl::Status small = MakeNetwork("lenet5", {1, 8, 28}, 10, 1).status();
  EXPECT_TRUE(absl::IsInvalidArgument(small));
  EXPECT_EQ(small.message(),
            "model.name: lenet5 takes pictures of at least 12 x 12 pixels, the data set's are "
            "1 x 8 x 28");
  EXPECT_TRUE(MakeNetwork("lenet5", {1, 12, 12}, 10, 1).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(MakeNetwork("mlp", {3, 2048, 2048}, 10, 1).status()));
}

TEST(ZooTest, TheServerKnowsEveryModelAsItIs) {
  for (const ModelInfo& model : Models()) {
    const auto network = *MakeNetwork(model.name, kGrey28, 10, /*seed=*/1);
    std::vector<std::string> layers;
    for (const WeightInfo& weight : EncodableWeights(network)) layers.push_back(weight.name);
    EXPECT_EQ(layers, std::vector<std::string>(model.layers.begin(), model.layers.end()));
    EXPECT_EQ(network.smallest_batch, model.smallest_batch) << model.name;
  }
}

TEST(ZooTest, TheSeedAloneDecidesTheWeights) {
  const auto values = [](uint64_t seed) {
    return ReadState(*MakeNetwork("lenet5", kGrey28, 10, seed))[0].values;
  };
  EXPECT_EQ(values(1), values(1));
  EXPECT_NE(values(1), values(2));
}

TEST(ZooTest, LeNet5HasTheParametersOfItsHeader) {
  EXPECT_EQ(ParameterCount(*MakeNetwork("lenet5", kGrey28, 10, 1)), 61750);
}

TEST(ZooTest, AnUnknownModelNamesTheKnownOnes) {
  const auto network = MakeNetwork("alexnet", kGrey28, 10, 1);
  EXPECT_TRUE(absl::IsInvalidArgument(network.status()));
  EXPECT_NE(network.status().message().find("lenet5, mlp"), absl::string_view::npos);
}

}  // namespace
}  // namespace palimpsest
