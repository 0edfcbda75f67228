// The figures of SCIENCE.md, section 3: SQNR at the best clip for unit variance and B = S = 8.

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/memory/encoder.h"
#include "common/memory/sqnr.h"
#include "gtest/gtest.h"
#include "tests/unit/memory/reference.h"

namespace palimpsest {
namespace {

constexpr int kTiles = 2000;

struct ScoreCase {
  const char* name;
  std::vector<float> (*sample)(int count);
  Layout layout;
  EncodeMethod method;
  int starts;
  bool rotations;
  std::vector<double> edges;  // around the best one
  double sqnr_db;
};

class EncoderScoreTest : public testing::TestWithParam<ScoreCase> {};

TEST_P(EncoderScoreTest, ReachesTheMeasuredSqnrAtTheBestClip) {
  const ScoreCase& score = GetParam();
  MemoryOptions memory;
  memory.layout = score.layout;
  memory.rotations = score.rotations;
  EncoderOptions options;
  options.method = score.method;
  options.starts = score.starts;
  options.threads = 2;
  const std::vector<float> weights = score.sample(16 * kTiles);
  double best = -1000;
  for (const double edge : score.edges) {
    const Scale scale{{static_cast<float>(2 * edge / memory.levels())},
                      {static_cast<float>(memory.default_zero_point())}};
    const MemoryPlan plan = PlanOf(memory, static_cast<int64_t>(weights.size()), scale);
    const Encoder encoder = *Encoder::Create(plan, options);
    best = std::max(best, SqnrDb(weights, Decoded(plan, *encoder.EncodeAll({weights}))));
  }
  EXPECT_NEAR(best, score.sqnr_db, 0.1);
}

constexpr auto kJoint = EncodeMethod::kJoint;
constexpr auto kOwner = EncodeMethod::kOwnerBits;

INSTANTIATE_TEST_SUITE_P(
    Gaussian, EncoderScoreTest,
    testing::Values(
        ScoreCase{"PlainLayout",
                  StratifiedGaussian,
                  Layout::kPlain,
                  kJoint,
                  16,
                  false,
                  {1.9, 2.0, 2.1},
                  9.1},
        ScoreCase{"OwnerBits",
                  StratifiedGaussian,
                  Layout::kSkew,
                  kOwner,
                  1,
                  false,
                  {2.3, 2.4, 2.5, 2.6},
                  16.9},
        ScoreCase{"OneStart",
                  StratifiedGaussian,
                  Layout::kSkew,
                  kJoint,
                  1,
                  false,
                  {2.5, 2.6, 2.7},
                  19.34},
        ScoreCase{"SixteenStarts",
                  StratifiedGaussian,
                  Layout::kSkew,
                  kJoint,
                  16,
                  false,
                  {2.6, 2.7},
                  19.83},
        ScoreCase{
            "Rotations", StratifiedGaussian, Layout::kSkew, kJoint, 16, true, {2.65, 2.7}, 21.05}),
    [](const testing::TestParamInfo<ScoreCase>& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Laplacian, EncoderScoreTest,
    testing::Values(
        ScoreCase{"OwnerBits",
                  StratifiedLaplacian,
                  Layout::kSkew,
                  kOwner,
                  1,
                  false,
                  {2.7, 2.9, 3.1, 3.3},
                  14.0},
        ScoreCase{"OneStart",
                  StratifiedLaplacian,
                  Layout::kSkew,
                  kJoint,
                  1,
                  false,
                  {3.5, 3.6, 3.7},
                  16.04},
        ScoreCase{"SixteenStarts",
                  StratifiedLaplacian,
                  Layout::kSkew,
                  kJoint,
                  16,
                  false,
                  {3.6, 3.7, 3.8},
                  16.5},
        ScoreCase{
            "Rotations", StratifiedLaplacian, Layout::kSkew, kJoint, 16, true, {3.7, 3.8}, 17.5}),
    [](const testing::TestParamInfo<ScoreCase>& info) { return info.param.name; });

}  // namespace
}  // namespace palimpsest
