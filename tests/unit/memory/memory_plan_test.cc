#include "common/memory/memory_plan.h"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace palimpsest {
namespace {

using testing::HasSubstr;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

PlanTensor Tensor(const std::string& name = "w", std::vector<int64_t> shape = {2, 10}) {
  return {name, std::move(shape), {{0.5f}, {127.5f}}, nullptr};
}

std::shared_ptr<const std::vector<float>> Importance(std::vector<float> values) {
  return std::make_shared<const std::vector<float>>(std::move(values));
}

void ExpectRefused(const absl::StatusOr<MemoryPlan>& plan, const char* what) {
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr(what));
}

void ExpectRefused(PlanTensor tensor, const char* what) {
  const absl::StatusOr<MemoryPlan> plan = MemoryPlan::Create({}, {std::move(tensor)});
  ExpectRefused(plan, what);
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("w: "));
}

TEST(MemoryPlanTest, EachChannelHasItsScaleAndEachWeightItsImportance) {
  PlanTensor tensor = Tensor("w", {2, 2});
  tensor.scale = {{0.5f, 2}, {1, 3}};
  tensor.importance = Importance({1, 2, 3, 4});
  const MemoryPlan plan = *MemoryPlan::Create({}, {Tensor("v"), tensor});
  EXPECT_EQ(plan.ScaleOf({1, 1}).ValueOf(5), 0.5f * (5 - 1));
  EXPECT_EQ(plan.ScaleOf({1, 2}).ValueOf(5), 2.0f * (5 - 3));
  EXPECT_EQ(plan.ScaleOf({1, 2}).TargetOf(4), 5);
  EXPECT_EQ(plan.ImportanceOf({0, 2}), 1);
  EXPECT_EQ(plan.ImportanceOf({1, 2}), 3);
  EXPECT_EQ(plan.weight_count(), 24);
  EXPECT_EQ(plan.weight_count(1), 4);
}

TEST(MemoryPlanTest, TheSeedComesFromTheNamesAlone) {
  const auto seed = [](std::vector<PlanTensor> tensors, const MemoryOptions& memory) {
    return MemoryPlan::Create(memory, std::move(tensors))->seed();
  };
  MemoryOptions other;
  other.bits = 4;
  other.shared_bits = 0;
  EXPECT_EQ(seed({Tensor("a")}, {}), seed({Tensor("a", {7})}, other));
  EXPECT_NE(seed({Tensor("a")}, {}), seed({Tensor("b")}, {}));
  EXPECT_NE(seed({Tensor("a"), Tensor("b")}, {}), seed({Tensor("b"), Tensor("a")}, {}));
}

TEST(MemoryPlanTest, OtherScalesLeaveTheRestAsItWas) {
  PlanTensor tensor = Tensor();
  tensor.importance = Importance(std::vector<float>(20, 3));
  const MemoryPlan plan = *MemoryPlan::Create({}, {tensor});
  const absl::StatusOr<MemoryPlan> other = plan.WithScales({{{1, 2}, {0, 0}}});
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->ScaleOf({0, 10}).delta, 2);
  EXPECT_EQ(other->tensors()[0].importance, tensor.importance);
  EXPECT_EQ(plan.ScaleOf({0, 10}).delta, 0.5f);
  ExpectRefused(plan.WithScales({}), "0 scales for 1 tensors");
  ExpectRefused(plan.WithScales({{{0}, {0}}}), "delta of channel 0");
}

TEST(MemoryPlanTest, RefusesBadOptionsAndGroupsNamingThem) {
  MemoryOptions memory;
  memory.bits = 9;
  ExpectRefused(MemoryPlan::Create(memory, {Tensor()}), "memory: bits is 9");
  ExpectRefused(MemoryPlan::Create({}, {}), "0 tensors");
  ExpectRefused(MemoryPlan::Create({}, {Tensor(), Tensor()}), "twice");
  memory = {};
  memory.pairing = Pairing::kAcrossLayers;
  ExpectRefused(MemoryPlan::Create(memory, {Tensor()}), "1 tensors");
}

TEST(MemoryPlanTest, RefusesSizesThatAreNegativeOrTooLarge) {
  ExpectRefused(Tensor("w", {3, -5}), "size of -5");
  ExpectRefused(Tensor("w", {int64_t{1} << 40, int64_t{1} << 40}), "size of");
}

TEST(MemoryPlanTest, RefusesScalesThatAreNotPositiveOrDoNotFit) {
  const auto expect_refused = [](const Scale& scale, const char* what) {
    PlanTensor tensor = Tensor();
    tensor.scale = scale;
    ExpectRefused(tensor, what);
  };
  for (const float bad : {0.0f, -1.0f, kNan, kInfinity}) {
    expect_refused({{bad}, {0}}, "delta of channel 0");
  }
  expect_refused({{1, 1}, {0, kNan}}, "zero point of channel 1");
  expect_refused({{}, {}}, "0 deltas");
  expect_refused({{1, 1}, {0}}, "2 deltas and 1 zero points");
  expect_refused({{1, 1, 1}, {0, 0, 0}}, "3 deltas");
}

TEST(MemoryPlanTest, RefusesAnImportanceThatIsNegativeOrNotFiniteOrDoesNotFit) {
  for (const float bad : {kNan, kInfinity, -1.0f}) {
    std::vector<float> importance(20, 1);
    importance[9] = bad;
    PlanTensor tensor = Tensor();
    tensor.importance = Importance(importance);
    ExpectRefused(tensor, "importance 9");
  }
  PlanTensor tensor = Tensor();
  tensor.importance = Importance(std::vector<float>(19, 1));
  ExpectRefused(tensor, "19 values for 20 weights");
}

TEST(MemoryPlanTest, KeepsStuckCellsByTile) {
  const absl::StatusOr<MemoryPlan> plan =
      MemoryPlan::Create({}, {Tensor("w", {40})}, {{2, 5, true}, {0, 9, false}, {2, 1, false}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->stuck_cells().size(), 3u);
  EXPECT_EQ(plan->StuckCellsOf(0).size(), 1u);
  EXPECT_TRUE(plan->StuckCellsOf(1).empty());
  ASSERT_EQ(plan->StuckCellsOf(2).size(), 2u);
  EXPECT_EQ(plan->StuckCellsOf(2)[0].cell, 1);
  EXPECT_TRUE(plan->StuckCellsOf(2)[1].value);
}

TEST(MemoryPlanTest, RefusesStuckCellsThatAreNotThereOrNamedTwice) {
  const auto create = [](std::vector<StuckCell> stuck) {
    return MemoryPlan::Create({}, {Tensor()}, std::move(stuck));
  };
  ExpectRefused(create({{2, 0, true}}), "tile 2");
  ExpectRefused(create({{-1, 0, true}}), "tile -1");
  ExpectRefused(create({{0, 64, true}}), "cell 64");
  ExpectRefused(create({{0, -1, true}}), "cell -1");
  ExpectRefused(create({{0, 3, true}, {0, 3, false}}), "twice");
}

TEST(MemoryPlanTest, WeightsMustHaveTheSizesOfThePlan) {
  const MemoryPlan plan = *MemoryPlan::Create({}, {Tensor("a"), Tensor("b", {3})});
  const std::vector<float> a(20), b(3);
  EXPECT_TRUE(plan.CheckSizes({a, b}).ok());
  EXPECT_THAT(std::string(plan.CheckSizes({b, a}).message()), HasSubstr("a: 3 weights"));
  EXPECT_THAT(std::string(plan.CheckSizes(GroupWeights({a})).message()), HasSubstr("1 tensors"));
}

}  // namespace
}  // namespace palimpsest
