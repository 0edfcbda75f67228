#include "common/job/known_names.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using ::testing::ElementsAre;

TEST(KnownNamesTest, TheZooHasItsModels) {
  EXPECT_THAT(ModelNames(), ElementsAre("lenet5", "mlp"));
}

TEST(KnownNamesTest, AJobMayAskForACpuOrACudaDevice) {
  EXPECT_THAT(DeviceNames(), ElementsAre("cpu", "cuda"));
}

}  // namespace
}  // namespace palimpsest
