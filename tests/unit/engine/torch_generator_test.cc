#include "server/engine/torch_generator.h"

#include <ATen/ATen.h>

#include "gtest/gtest.h"
#include "server/engine/network_weights.h"

namespace palimpsest {
namespace {

TEST(TorchGeneratorTest, GoesOnFromWhereItWas) {
  at::manual_seed(5);
  torch::randn({7});
  const std::string state = SaveTorchGenerator(torch::kCPU);
  const std::vector<float> drawn = ReadTensor(torch::randn({9}));
  at::manual_seed(6);
  ASSERT_TRUE(LoadTorchGenerator(torch::kCPU, state).ok());
  EXPECT_EQ(ReadTensor(torch::randn({9})), drawn);
}

TEST(TorchGeneratorTest, AStateOfAnotherLengthIsRefused) {
  EXPECT_TRUE(absl::IsDataLoss(LoadTorchGenerator(torch::kCPU, "short")));
}

}  // namespace
}  // namespace palimpsest
