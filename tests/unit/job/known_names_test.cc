#include "common/job/known_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;

TEST(KnownNamesTest, TheZooHasItsModels) {
  EXPECT_THAT(ModelNames(), ElementsAre("lenet5", "mlp"));
}

TEST(KnownNamesTest, AModelIsFoundByItsName) {
  ASSERT_NE(FindModel("mlp"), nullptr);
  EXPECT_THAT(FindModel("mlp")->layers, ElementsAre("fc1.weight", "fc2.weight", "fc3.weight"));
  EXPECT_EQ(FindModel("alexnet"), nullptr);
}

TEST(KnownNamesTest, AJobMayAskForACpuOrACudaDevice) {
  EXPECT_THAT(DeviceNames(), ElementsAre("cpu", "cuda"));
}

}  // namespace
}  // namespace palimpsest
