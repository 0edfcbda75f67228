#include "common/memory/tile_encoder.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/random.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

constexpr int kTasks = 200;

std::vector<TileTask> RandomTasks(const MemoryOptions& memory, bool weighted) {
  std::vector<TileTask> tasks;
  for (int i = 0; i < kTasks; ++i) {
    tasks.push_back(RandomTask(memory, static_cast<uint64_t>(i), weighted));
  }
  return tasks;
}

std::vector<TileResult> Encode(const MemoryOptions& memory, EncodeMethod method, int starts,
                               const std::vector<TileTask>& tasks) {
  EncoderOptions options;
  options.method = method;
  options.starts = starts;
  std::vector<TileResult> results(tasks.size());
  TileEncoder(memory, options).Encode(tasks, absl::MakeSpan(results));
  return results;
}

MemoryOptions Memory(int bits, int shared_bits, Layout layout, bool rotations) {
  MemoryOptions memory;
  memory.bits = bits;
  memory.shared_bits = shared_bits;
  memory.layout = layout;
  memory.rotations = rotations;
  return memory;
}

// Every layout, with and without rotations, for a word of so many bits of which so many are shared.
class TileEncoderTest
    : public testing::TestWithParam<std::tuple<std::tuple<int, int>, Layout, bool>> {
 protected:
  MemoryOptions memory() const {
    const auto& [sizes, layout, rotations] = GetParam();
    return Memory(std::get<0>(sizes), std::get<1>(sizes), layout, rotations);
  }
};

std::string Describe(const MemoryOptions& memory) {
  constexpr const char* kNames[] = {"Skew", "Nibble", "Plain"};
  return absl::StrCat("B", memory.bits, "S", memory.shared_bits,
                      kNames[static_cast<int>(memory.layout)], memory.rotations ? "Rotations" : "");
}

std::string ParamName(const testing::TestParamInfo<TileEncoderTest::ParamType>& info) {
  const auto& [sizes, layout, rotations] = info.param;
  return Describe(Memory(std::get<0>(sizes), std::get<1>(sizes), layout, rotations));
}

TEST_P(TileEncoderTest, TheWordsOfEachSharedCellAgree) {
  for (const EncodeMethod method : {EncodeMethod::kJoint, EncodeMethod::kOwnerBits}) {
    for (const TileResult& result :
         Encode(memory(), method, /*starts=*/3, RandomTasks(memory(), /*weighted=*/true))) {
      ASSERT_TRUE(SharedCellsAgree(memory(), result));
    }
  }
}

TEST_P(TileEncoderTest, TheCostIsTheCostOfTheCodes) {
  const std::vector<TileTask> tasks = RandomTasks(memory(), /*weighted=*/true);
  const std::vector<TileResult> results = Encode(memory(), EncodeMethod::kJoint, 3, tasks);
  for (size_t i = 0; i < tasks.size(); ++i) {
    ASSERT_DOUBLE_EQ(results[i].cost, CostOf(memory(), tasks[i], results[i].codes.data()));
  }
}

// The update of a word enumerates its codes by two tables in single precision; here each word of
// the final tiles is compared with plain enumeration in double precision.
TEST_P(TileEncoderTest, NoChangeOfOneWordImprovesAJointTile) {
  for (const bool weighted : {false, true}) {
    const std::vector<TileTask> tasks = RandomTasks(memory(), weighted);
    const std::vector<TileResult> results = Encode(memory(), EncodeMethod::kJoint, 1, tasks);
    for (size_t i = 0; i < tasks.size(); ++i) {
      for (int word = 0; word < memory().words_per_tile(); ++word) {
        const double least = LeastCostOfWordChange(memory(), tasks[i], results[i], word);
        // Targets are rounded to 2^-12 code units, and gains below 2^-22 of the costs that were
        // added up are left.
        ASSERT_GE(least, results[i].cost - 0.1) << "tile " << i << ", word " << word;
      }
    }
  }
}

TEST_P(TileEncoderTest, JointIsNeverWorseThanOwnerBits) {
  const std::vector<TileTask> tasks = RandomTasks(memory(), /*weighted=*/true);
  const std::vector<TileResult> joint = Encode(memory(), EncodeMethod::kJoint, 1, tasks);
  const std::vector<TileResult> owner = Encode(memory(), EncodeMethod::kOwnerBits, 1, tasks);
  double joint_sum = 0;
  double owner_sum = 0;
  for (size_t i = 0; i < tasks.size(); ++i) {
    ASSERT_LE(joint[i].cost, owner[i].cost + 1e-2);
    joint_sum += joint[i].cost;
    owner_sum += owner[i].cost;
  }
  EXPECT_LT(joint_sum, owner_sum);
}

TEST_P(TileEncoderTest, MoreStartsAreNeverWorse) {
  const std::vector<TileTask> tasks = RandomTasks(memory(), /*weighted=*/false);
  const std::vector<TileResult> few = Encode(memory(), EncodeMethod::kJoint, 2, tasks);
  const std::vector<TileResult> many = Encode(memory(), EncodeMethod::kJoint, 7, tasks);
  for (size_t i = 0; i < tasks.size(); ++i) ASSERT_LE(many[i].cost, few[i].cost);
}

TEST_P(TileEncoderTest, ATileDoesNotDependOnTheTilesBesideIt) {
  const std::vector<TileTask> tasks = RandomTasks(memory(), /*weighted=*/true);
  const std::vector<TileResult> together = Encode(memory(), EncodeMethod::kJoint, 3, tasks);
  for (size_t i = 0; i < tasks.size(); ++i) {
    const TileResult alone = Encode(memory(), EncodeMethod::kJoint, 3, {tasks[i]})[0];
    ASSERT_EQ(alone.codes, together[i].codes);
    ASSERT_EQ(alone.choice, together[i].choice);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, TileEncoderTest,
    testing::Combine(testing::Values(std::make_tuple(2, 2), std::make_tuple(3, 2),
                                     std::make_tuple(4, 4), std::make_tuple(5, 4),
                                     std::make_tuple(6, 6), std::make_tuple(7, 6),
                                     std::make_tuple(8, 4), std::make_tuple(8, 8)),
                     testing::Values(Layout::kSkew, Layout::kNibble, Layout::kPlain),
                     testing::Bool()),
    ParamName);

struct OracleCase {
  MemoryOptions memory;
  int starts;
  double optimal_share;  // at least so many of the tiles reach the optimum; measured, less 3 %
};

std::string OracleName(const testing::TestParamInfo<OracleCase>& info) {
  return absl::StrCat(Describe(info.param.memory), "Starts", info.param.starts);
}

class TileEncoderOracleTest : public testing::TestWithParam<OracleCase> {};

TEST_P(TileEncoderOracleTest, ReachesTheOptimumOfExhaustiveSearchAndNeverPassesIt) {
  const OracleCase& oracle = GetParam();
  for (const bool weighted : {false, true}) {
    const std::vector<TileTask> tasks = RandomTasks(oracle.memory, weighted);
    const std::vector<TileResult> results =
        Encode(oracle.memory, EncodeMethod::kJoint, oracle.starts, tasks);
    int optimal = 0;
    for (size_t i = 0; i < tasks.size(); ++i) {
      const double least = LeastCost(oracle.memory, tasks[i]);
      ASSERT_GE(results[i].cost, least * (1 - 1e-12));
      if (results[i].cost <= least + 1e-3) ++optimal;
    }
    RecordProperty(weighted ? "weighted_optimal" : "optimal", optimal);
    EXPECT_GE(optimal, oracle.optimal_share * kTasks);
  }
}

INSTANTIATE_TEST_SUITE_P(UpToFourSharedBits, TileEncoderOracleTest,
                         testing::Values(OracleCase{Memory(2, 2, Layout::kSkew, true), 4, 0.97},
                                         OracleCase{Memory(4, 4, Layout::kSkew, false), 1, 0.55},
                                         OracleCase{Memory(4, 4, Layout::kSkew, false), 16, 0.96},
                                         OracleCase{Memory(4, 4, Layout::kSkew, true), 16, 0.96},
                                         OracleCase{Memory(4, 4, Layout::kNibble, false), 16, 0.96},
                                         OracleCase{Memory(4, 4, Layout::kPlain, false), 16, 0.93},
                                         OracleCase{Memory(8, 4, Layout::kSkew, false), 16, 0.97},
                                         OracleCase{Memory(8, 4, Layout::kSkew, true), 4, 0.96},
                                         OracleCase{Memory(5, 4, Layout::kNibble, true), 4, 0.88}),
                         OracleName);

TEST(TileEncoderWithoutSharingTest, EveryWordGetsTheNearestCode) {
  const MemoryOptions memory = Memory(4, 0, Layout::kSkew, true);
  TileTask task;
  const std::vector<double> targets = {-3, 0.4, 7.6, 15.2, 1e30};
  const std::vector<int> expected = {0, 0, 8, 15, 15};
  std::copy(targets.begin(), targets.end(), task.target.begin());
  task.weight.fill(1);
  const TileResult result = Encode(memory, EncodeMethod::kJoint, 4, {task})[0];
  for (size_t word = 0; word < expected.size(); ++word) {
    EXPECT_EQ(result.codes[word], expected[word]) << word;
  }
}

// Guards the promise that every machine finds the same codes, and stored results.
TEST(TileEncoderPromiseTest, TheCodesOfATaskNeverChange) {
  Random random(/*seed=*/11);
  std::vector<TileTask> tasks(64);
  for (size_t i = 0; i < tasks.size(); ++i) {
    tasks[i].seed = SubSeed(/*seed=*/1, i);
    for (size_t word = 0; word < 16; ++word) {
      const float weight = static_cast<float>(random.Uniform() + random.Uniform() - 1) * 3;
      const double delta = 2 * 2.7f / 256;
      tasks[i].target[word] = weight / delta + 127.5;
      tasks[i].weight[word] = delta * delta;
    }
  }
  uint64_t digest = 0;
  for (const TileResult& result : Encode({}, EncodeMethod::kJoint, /*starts=*/4, tasks)) {
    for (const uint8_t code : result.codes) digest = Mix64(digest ^ code);
  }
  EXPECT_EQ(digest, 16648321847516830926u);
}

TEST(TileEncoderPaddingTest, WordsWithoutWeightGiveWayToTheOthers) {
  const MemoryOptions memory = Memory(8, 8, Layout::kSkew, false);
  TileTask task;
  for (int word = 0; word < 8; ++word) {
    task.target[word] = 17.0 * word + 3;
    task.weight[word] = 1;
  }
  for (const EncodeMethod method : {EncodeMethod::kJoint, EncodeMethod::kOwnerBits}) {
    const TileResult result = Encode(memory, method, 1, {task})[0];
    EXPECT_EQ(result.cost, 0);
    for (int word = 0; word < 8; ++word) EXPECT_EQ(result.codes[word], 17 * word + 3);
  }
}

TEST(TileEncoderPaddingTest, ATileOfNoWeightAtAllCostsNothing) {
  const MemoryOptions memory = Memory(8, 8, Layout::kSkew, true);
  EXPECT_EQ(Encode(memory, EncodeMethod::kJoint, 4, {TileTask()})[0].cost, 0);
}

TEST(TileEncoderOutlierTest, TargetsFarOutsideTheRangeSaturate) {
  const MemoryOptions memory = Memory(8, 8, Layout::kSkew, true);
  TileTask task = RandomTask(memory, /*seed=*/3, /*weighted=*/false);
  task.target[0] = 1e20;
  task.target[9] = -1e20;
  const TileResult result = Encode(memory, EncodeMethod::kJoint, 4, {task})[0];
  EXPECT_GE(result.codes[0], 250);
  EXPECT_LE(result.codes[9], 5);
}

TEST(TileEncoderTieTest, EqualTargetsEndTheSearch) {
  const MemoryOptions memory = Memory(8, 8, Layout::kSkew, true);
  for (const double target : {0.0, 127.5, 128.0, 255.0}) {
    TileTask task;
    task.target.fill(target);
    task.weight.fill(1);
    const TileResult result = Encode(memory, EncodeMethod::kJoint, 4, {task})[0];
    EXPECT_TRUE(SharedCellsAgree(memory, result));
    if (target == 0 || target == 255) {
      EXPECT_EQ(result.cost, 0);
    }
  }
}

}  // namespace
}  // namespace palimpsest
