// Every strategy against what tests/testdata/scaling/make_golden.py computed from the definitions.

#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "common/scaling/strategy.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "test_paths.h"
#include "tests/unit/scaling/samples.h"

namespace palimpsest {
namespace {

struct GoldenCase {
  std::string name;
  MemoryOptions memory;
  std::vector<float> weights;
  std::vector<float> importance;
  nlohmann::json answers;
  double overlap_error;

  ScalingInput input() const { return {weights, importance, memory, {}}; }
};

std::ostream& operator<<(std::ostream& out, const GoldenCase& golden) { return out << golden.name; }

std::vector<GoldenCase> GoldenCases() {
  std::ifstream file(PALIMPSEST_TESTDATA "/scaling/golden.json");
  std::vector<GoldenCase> cases;
  for (const nlohmann::json& json : nlohmann::json::parse(file)) {
    const std::string zero_point = json.at("zero_point");
    const MemoryOptions memory =
        Memory(json.at("bits"), json.at("shared_bits"),
               zero_point == "mid_rise" ? ZeroPointKind::kMidRise : ZeroPointKind::kMidTread);
    cases.push_back({json.at("name").get<std::string>() + "_" + std::to_string(memory.bits) + "_" +
                         std::to_string(memory.shared_bits) + "_" + zero_point,
                     memory, json.at("weights"), json.at("importance"), json.at("answers"),
                     json.at("overlap_error")});
  }
  return cases;
}

class GoldenTest : public testing::TestWithParam<GoldenCase> {};

TEST_P(GoldenTest, EveryRuleAnswersAsItsDefinitionSays) {
  for (const StrategyInfo& info : Strategies()) {
    if (info.name == "overlap") continue;
    const nlohmann::json answer = GetParam().answers.at(std::string(info.name));
    const auto choice = (*MakeStrategy(info.name, {}))->Choose(GetParam().input());
    ASSERT_TRUE(choice.ok()) << choice.status();
    const double delta = answer.at("delta");
    const double zero_point = answer.at("zero_point");
    EXPECT_NEAR(choice->delta, delta, 1e-6 * delta) << info.name;
    EXPECT_NEAR(choice->zero_point, zero_point, 1e-5) << info.name;
  }
}

TEST_P(GoldenTest, OverlapIsAsGoodAsADenseScanWithExhaustiveEncoding) {
  const ScalingInput input = GetParam().input();
  const auto choice = (*MakeStrategy("overlap", {}))->Choose(input);
  ASSERT_TRUE(choice.ok()) << choice.status();
  const double error = ErrorAfterEncoding(input, *choice);
  // The error of so few weights has many sharp minima in delta, of which neither finds them all.
  EXPECT_LT(error, 1.05 * GetParam().overlap_error);
  EXPECT_GT(error, 0.95 * GetParam().overlap_error);
}

INSTANTIATE_TEST_SUITE_P(Tensors, GoldenTest, testing::ValuesIn(GoldenCases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace palimpsest
