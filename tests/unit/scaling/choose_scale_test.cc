#include "common/scaling/choose_scale.h"

#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<float>& Weights() {
  static const auto& weights = *new std::vector<float>{7, -1, 2, 14, -3, 0};
  return weights;
}

TEST(ChooseScaleTest, ChoosesOneScaleForALayer) {
  const auto scale = ChooseScale(**MakeStrategy("min_max", {}), Input(Weights(), Memory(4, 0)), 1);
  ASSERT_TRUE(scale.ok()) << scale.status();
  EXPECT_THAT(scale->delta, ElementsAre(14 / 7.5f));
  EXPECT_THAT(scale->zero_point, ElementsAre(7.5f));
}

TEST(ChooseScaleTest, ChoosesAScaleForEachChannelFromItsOwnWeights) {
  const auto scale =
      ChooseScale(**MakeStrategy("min_max_asymmetric", {}), Input(Weights(), Memory(2, 0)), 3);
  ASSERT_TRUE(scale.ok()) << scale.status();
  EXPECT_THAT(scale->delta, ElementsAre(8 / 3.f, 4.f, 1.f));
  EXPECT_THAT(scale->zero_point, ElementsAre(3 / 8.f, -0.5f, 3.f));
}

TEST(ChooseScaleTest, SplitsTheImportanceLikeTheWeights) {
  const std::vector<float> importance{1, 0, 0, 1, 0, 0};
  ScalingInput input = Input(Weights(), Memory(2, 0));
  input.importance = importance;
  const auto scale = ChooseScale(**MakeStrategy("mse", {}), input, 3);
  ASSERT_TRUE(scale.ok()) << scale.status();
  // Where one weight matters, it lies on a code.
  EXPECT_FLOAT_EQ(
      NearestCodeError({2}, scale->delta[0], Weights(), std::vector<float>{1, 0, 0, 0, 0, 0}), 0);
  EXPECT_FLOAT_EQ(
      NearestCodeError({2}, scale->delta[1], Weights(), std::vector<float>{0, 0, 0, 1, 0, 0}), 0);
}

TEST(ChooseScaleTest, RefusesChannelsThatDoNotDivideTheWeights) {
  for (const int64_t channels : {-1, 0, 4, 7}) {
    const auto scale =
        ChooseScale(**MakeStrategy("min_max", {}), Input(Weights(), Memory(4, 0)), channels);
    EXPECT_EQ(scale.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(std::string(scale.status().message()),
              "6 weights do not split into " + std::to_string(channels) + " channels");
  }
}

TEST(ChooseScaleTest, RefusesBadWeightsByTheirPlaceInTheLayer) {
  std::vector<float> weights = Weights();
  weights[4] = std::numeric_limits<float>::infinity();
  const auto scale = ChooseScale(**MakeStrategy("min_max", {}), Input(weights, Memory(4, 0)), 3);
  EXPECT_EQ(scale.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(scale.status().message()), HasSubstr("weight 4 is inf"));
}

class RefusingStrategy final : public ScalingStrategy {
 public:
  absl::StatusOr<ScaleChoice> Choose(const ScalingInput& input) const override {
    if (input.weights[0] == 2) return absl::InternalError("no");
    return ScaleChoice{1, 0};
  }
};

TEST(ChooseScaleTest, NamesTheChannelThatAStrategyRefuses) {
  const auto scale = ChooseScale(RefusingStrategy(), Input(Weights(), Memory(4, 0)), 3);
  EXPECT_EQ(scale.status(), absl::InternalError("channel 1: no"));
}

}  // namespace
}  // namespace palimpsest
