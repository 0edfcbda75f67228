#include "server/engine/one_cycle.h"

#include <vector>

#include "gtest/gtest.h"

namespace palimpsest {
namespace {

// torch.optim.lr_scheduler.OneCycleLR(SGD(lr=0.1), max_lr=0.1, total_steps=10) of PyTorch 2.11.
const std::vector<double> kTenSteps = {0.0040000000000000036,
                                       0.052000000000000005,
                                       0.1,
                                       0.09504846320134738,
                                       0.0811745653949763,
                                       0.06112620219362893,
                                       0.03887419780637107,
                                       0.0188258346050237,
                                       0.004951936798652629,
                                       4e-07};

TEST(OneCycleTest, IsTheScheduleOfPyTorch) {
  for (size_t step = 0; step < kTenSteps.size(); ++step) {
    EXPECT_NEAR(OneCycleLearningRate(static_cast<int64_t>(step), 10, 0.1), kTenSteps[step], 1e-12)
        << step;
  }
}

TEST(OneCycleTest, RisesToItsPeakAndFallsToAlmostNothing) {
  constexpr int64_t kSteps = 1000;
  double previous = 0;
  for (int64_t step = 0; step < 300; ++step) {
    const double rate = OneCycleLearningRate(step, kSteps, 0.2);
    EXPECT_GT(rate, previous);
    previous = rate;
  }
  EXPECT_NEAR(previous, 0.2, 1e-12);
  for (int64_t step = 300; step < kSteps; ++step) {
    const double rate = OneCycleLearningRate(step, kSteps, 0.2);
    EXPECT_LT(rate, previous);
    previous = rate;
  }
  EXPECT_NEAR(previous, 0.2 / 250000, 1e-12);
}

TEST(OneCycleTest, RunsOfFewStepsStayBetweenZeroAndThePeak) {
  for (int64_t steps = 1; steps <= 5; ++steps) {
    for (int64_t step = 0; step < steps; ++step) {
      const double rate = OneCycleLearningRate(step, steps, 0.2);
      EXPECT_GT(rate, 0) << step << " of " << steps;
      EXPECT_LE(rate, 0.2) << step << " of " << steps;
    }
  }
}

}  // namespace
}  // namespace palimpsest
