#include "server/engine/models/zoo.h"

#include <ATen/ATen.h>

#include "common/job/known_names.h"
#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

TEST(ZooTest, EveryKnownModelTakesPicturesAndGivesTenLogits) {
  for (const absl::string_view name : ModelNames()) {
    const auto network = MakeNetwork(name, /*seed=*/1);
    ASSERT_TRUE(network.ok()) << network.status();
    const torch::Tensor logits = (*network)->forward(torch::zeros({3, 1, 28, 28}));
    EXPECT_EQ(logits.sizes(), torch::IntArrayRef({3, 10})) << name;
  }
}

TEST(ZooTest, TheSeedAloneDecidesTheWeights) {
  const auto values = [](uint64_t seed) {
    return ReadState(**MakeNetwork("lenet5", seed))[0].values;
  };
  EXPECT_EQ(values(1), values(1));
  EXPECT_NE(values(1), values(2));
}

TEST(ZooTest, LeNet5HasTheParametersOfItsHeader) {
  EXPECT_EQ(ParameterCount(**MakeNetwork("lenet5", 1)), 61750);
}

TEST(ZooTest, AnUnknownModelNamesTheKnownOnes) {
  const auto network = MakeNetwork("alexnet", 1);
  EXPECT_TRUE(absl::IsInvalidArgument(network.status()));
  EXPECT_NE(network.status().message().find("lenet5, mlp"), absl::string_view::npos);
}

}  // namespace
}  // namespace palimpsest
