// What every strategy promises, whatever its rule.

#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "common/scaling/strategy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<std::string> AllNames() {
  std::vector<std::string> names;
  for (const StrategyInfo& info : Strategies()) names.emplace_back(info.name);
  return names;
}

std::vector<MemoryOptions> SomeMemories() {
  return {Memory(8, 8), Memory(4, 2), Memory(2, 2, ZeroPointKind::kMidTread),
          Memory(5, 0, ZeroPointKind::kMidTread)};
}

class StrategyContractTest : public testing::TestWithParam<std::tuple<std::string, MemoryOptions>> {
 protected:
  const MemoryOptions& memory() const { return std::get<1>(GetParam()); }

  static std::unique_ptr<ScalingStrategy> Make() {
    return *MakeStrategy(std::get<0>(GetParam()), {});
  }

  absl::StatusOr<ScaleChoice> Choose(const std::vector<float>& weights,
                                     const std::vector<float>& importance = {}) const {
    return Make()->Choose({weights, importance, memory(), {}});
  }

  void ExpectRefused(const std::vector<float>& weights, const std::vector<float>& importance,
                     const std::string& message) const {
    const auto choice = Choose(weights, importance);
    EXPECT_EQ(choice.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(choice.status().message()), HasSubstr(message));
  }

  // A usable choice whose nearest unshared code is at most `tolerance` off for each weight.
  void ExpectSane(const std::vector<float>& weights, double tolerance) const {
    const auto choice = Choose(weights);
    ASSERT_TRUE(choice.ok()) << choice.status();
    EXPECT_TRUE(std::isnormal(static_cast<float>(choice->delta)));
    EXPECT_GT(choice->delta, 0);
    EXPECT_TRUE(std::isfinite(static_cast<float>(choice->zero_point)));
    for (const float weight : weights) {
      const double code =
          std::min(std::max(std::round(weight / choice->delta + choice->zero_point), 0.0),
                   memory().levels() - 1.0);
      EXPECT_NEAR(choice->delta * (code - choice->zero_point), weight, tolerance);
    }
  }
};

TEST_P(StrategyContractTest, RefusesNoWeights) { ExpectRefused({}, {}, "no weights"); }

TEST_P(StrategyContractTest, RefusesWeightsThatAreNotFinite) {
  ExpectRefused({1, 2, kNan}, {}, "weight 2 is nan");
  ExpectRefused({1, -kInfinity}, {}, "weight 1 is -inf");
}

TEST_P(StrategyContractTest, RefusesAnImportanceThatDoesNotFit) {
  ExpectRefused({1, 2}, {1}, "an importance of 1 values for 2 weights");
  ExpectRefused({1, 2}, {1, -1}, "importance 1 is -1");
  ExpectRefused({1, 2}, {kNan, 1}, "importance 0 is nan");
  ExpectRefused({1, 2}, {1, kInfinity}, "importance 1 is inf");
}

TEST_P(StrategyContractTest, RefusesBadMemoryOptions) {
  const std::vector<float> weights{1, 2};
  MemoryOptions bad = memory();
  bad.bits = 9;
  const auto choice = Make()->Choose(Input(weights, bad));
  EXPECT_EQ(choice.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(choice.status().message()), HasSubstr("memory: bits is 9"));
}

TEST_P(StrategyContractTest, ReadsZerosBackAsGoodAsZero) {
  ExpectSane(std::vector<float>(20), /*tolerance=*/1e-20);
  ExpectSane({0}, /*tolerance=*/1e-20);
}

TEST_P(StrategyContractTest, IsSaneForConstantWeights) {
  ExpectSane(std::vector<float>(33, 0.7f), /*tolerance=*/0.36);
  ExpectSane(std::vector<float>(33, -0.7f), /*tolerance=*/0.36);
}

TEST_P(StrategyContractTest, IsSaneForOneWeight) {
  ExpectSane({3}, /*tolerance=*/1.51);
  ExpectSane({-1e-6f}, /*tolerance=*/0.51e-6);
}

TEST_P(StrategyContractTest, IsUsableForTheLargestAndSmallestFloats) {
  for (const float size : {std::numeric_limits<float>::max(), std::numeric_limits<float>::min(),
                           std::numeric_limits<float>::denorm_min()}) {
    ExpectSane({size, -size, size / 2}, /*tolerance=*/std::numeric_limits<double>::max());
  }
}

TEST_P(StrategyContractTest, TakesAnImportanceOfZerosForNone) {
  const std::vector<float> weights = LaplacianSample(50);
  const auto without = Choose(weights);
  const auto with = Choose(weights, std::vector<float>(50));
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(with->delta, without->delta);
  EXPECT_EQ(with->zero_point, without->zero_point);
}

TEST_P(StrategyContractTest, AnswersTheSameTwiceAndOnAnyNumberOfThreads) {
  const std::vector<float> weights = LaplacianSample(600);
  ScalingInput input = Input(weights, memory());
  const auto first = Make()->Choose(input);
  input.encoder.threads = 3;
  const auto second = Make()->Choose(input);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(second->delta, first->delta);
  EXPECT_EQ(second->zero_point, first->zero_point);
}

// Says yes when asked for the `limit`-th time.
class CountingSource final : public StopSource {
 public:
  explicit CountingSource(int limit) : left_(limit) {}
  bool stop_requested() const override { return --left_ <= 0; }
  bool was_asked_often() const { return left_ <= 0; }

 private:
  mutable std::atomic<int> left_;
};

TEST_P(StrategyContractTest, AStopEndsItWheneverItComes) {
  const std::vector<float> weights = LaplacianSample(40000);
  ScalingInput input = Input(weights, memory());
  input.encoder.starts = 1;
  for (const int limit : {1, 2, 4, 8}) {
    const CountingSource stop(limit);
    input.stop = stop;
    const auto choice = Make()->Choose(input);
    EXPECT_EQ(choice.status().code() == absl::StatusCode::kCancelled, stop.was_asked_often());
  }
}

TEST_P(StrategyContractTest, FollowsTheScaleOfTheWeights) {
  const std::vector<float> weights = GaussianSample(100);
  std::vector<float> larger = weights;
  for (float& weight : larger) weight *= 1024;
  const auto choice = Choose(weights);
  const auto choice_of_larger = Choose(larger);
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_DOUBLE_EQ(choice_of_larger->delta, 1024 * choice->delta);
  EXPECT_DOUBLE_EQ(choice_of_larger->zero_point, choice->zero_point);
}

INSTANTIATE_TEST_SUITE_P(Strategies, StrategyContractTest,
                         testing::Combine(testing::ValuesIn(AllNames()),
                                          testing::ValuesIn(SomeMemories())),
                         [](const auto& info) {
                           const MemoryOptions& memory = std::get<1>(info.param);
                           return std::get<0>(info.param) + "_" + std::to_string(memory.bits) +
                                  "_" + std::to_string(memory.shared_bits) +
                                  (memory.zero_point == ZeroPointKind::kMidRise ? "_mid_rise"
                                                                                : "_mid_tread");
                         });

}  // namespace
}  // namespace palimpsest
