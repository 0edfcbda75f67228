#include <memory>
#include <string>
#include <vector>

#include "common/scaling/strategy.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string RefusalOf(absl::string_view name, const StrategyParameters& parameters) {
  const auto strategy = MakeStrategy(name, parameters);
  EXPECT_EQ(strategy.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(strategy.status().message());
}

TEST(StrategyTableTest, HoldsEveryStrategyInOrder) {
  std::vector<std::string> names;
  for (const StrategyInfo& info : Strategies()) names.emplace_back(info.name);
  EXPECT_THAT(names, ElementsAre("min_max", "sigma", "min_max_asymmetric", "mse_effective", "mse",
                                 "octav", "overlap"));
}

TEST(StrategyTableTest, SaysOfEveryStrategyWhatItDoesAndWhereItIsFrom) {
  for (const StrategyInfo& info : Strategies()) {
    EXPECT_FALSE(info.rule.empty()) << info.name;
    EXPECT_FALSE(info.source.empty()) << info.name;
  }
}

TEST(StrategyTableTest, MakesEveryStrategyWithItsDefaults) {
  for (const StrategyInfo& info : Strategies()) {
    const auto strategy = MakeStrategy(info.name, {});
    ASSERT_TRUE(strategy.ok()) << strategy.status();
    EXPECT_NE(*strategy, nullptr);
  }
}

TEST(StrategyTableTest, NamesTheKnownStrategiesToOneWhoAsksForAnUnknownOne) {
  EXPECT_EQ(RefusalOf("best", {}),
            "unknown strategy \"best\"; known are min_max, sigma, min_max_asymmetric, "
            "mse_effective, mse, octav, overlap");
}

TEST(StrategyTableTest, NamesTheKnownParametersToOneWhoSetsAnUnknownOne) {
  EXPECT_EQ(RefusalOf("sigma", {{"p", 2}}), "unknown parameter \"p\" of sigma; known are k");
  EXPECT_EQ(RefusalOf("mse", {{"k", 2}}), "unknown parameter \"k\" of mse; it has none");
}

TEST(StrategyTableTest, RefusesParametersOutOfRange) {
  EXPECT_THAT(RefusalOf("sigma", {{"k", 0}}), HasSubstr("k is 0; it must be > 0 and finite"));
  EXPECT_THAT(RefusalOf("sigma", {{"k", 1.0 / 0.0}}), HasSubstr("k is inf"));
}

TEST(StrategyTableTest, PutsParametersOverTheDefaults) {
  const std::vector<float> weights{-1, 1};
  const ScalingInput input = Input(weights, Memory(4, 0));
  const auto by_default = (*MakeStrategy("sigma", {}))->Choose(input);
  const auto explicit_default = (*MakeStrategy("sigma", {{"k", 3}}))->Choose(input);
  const auto doubled = (*MakeStrategy("sigma", {{"k", 6}}))->Choose(input);
  ASSERT_TRUE(by_default.ok());
  EXPECT_EQ(by_default->delta, explicit_default->delta);
  EXPECT_FLOAT_EQ(doubled->delta, 2 * by_default->delta);
}

}  // namespace
}  // namespace palimpsest
