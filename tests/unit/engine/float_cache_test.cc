#include "server/engine/float_cache.h"

#include <string>
#include <vector>

#include "common/base/files.h"
#include "common/job/spec_defaults.h"
#include "gtest/gtest.h"
#include "tests/support/temporary_directory.h"

namespace palimpsest {
namespace {

std::vector<NamedTensor> State() { return {{"fc.weight", {1, 2}, {0.25f, -1.5f}}}; }

TEST(FloatCacheTest, GivesBackWhatWasStored) {
  const TemporaryDirectory folder;
  const FloatCache cache(folder.path() + "/made/on/demand");
  EXPECT_TRUE(absl::IsNotFound(cache.Load("key").status()));
  ASSERT_TRUE(cache.Store("key", State()).ok());
  const auto state = cache.Load("key");
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ((*state)[0].name, "fc.weight");
  EXPECT_EQ((*state)[0].values, State()[0].values);
}

TEST(FloatCacheTest, ADamagedFileIsNoticedWhereverTheDamageIs) {
  const TemporaryDirectory folder;
  const FloatCache cache(folder.path());
  ASSERT_TRUE(cache.Store("key", State()).ok());
  const std::string path = folder.path() + "/float-key.safetensors";
  const std::string good = *ReadFile(path);
  for (size_t at = good.size() - 8; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] ^= 1;
    ASSERT_TRUE(WriteFileAtomically(path, bad).ok());
    EXPECT_TRUE(absl::IsDataLoss(cache.Load("key").status())) << at;
  }
  ASSERT_TRUE(WriteFileAtomically(path, good.substr(0, good.size() / 2)).ok());
  EXPECT_TRUE(absl::IsDataLoss(cache.Load("key").status()));
}

TEST(FloatCacheTest, TheKeyCoversWhatTheBaselineDependsOnAndNothingElse) {
  v1::JobSpec spec;
  spec.mutable_model()->set_name("lenet5");
  FillDefaults(spec);
  const FloatBaselineOrigin origin = {"data", "2.11.0", 2};
  const std::string key = FloatBaselineKey(spec, origin);
  v1::JobSpec other = spec;
  other.mutable_scaling()->set_strategy("min_max");
  other.mutable_memory()->set_bits(4);
  other.set_display_name("x");
  other.mutable_retraining()->mutable_sgd()->set_epochs(9);
  EXPECT_EQ(FloatBaselineKey(other, origin), key);
  other = spec;
  other.set_seed(2);
  EXPECT_NE(FloatBaselineKey(other, origin), key);
  other = spec;
  other.mutable_training()->mutable_sgd()->set_epochs(9);
  EXPECT_NE(FloatBaselineKey(other, origin), key);
  other = spec;
  other.mutable_model()->set_name("mlp");
  EXPECT_NE(FloatBaselineKey(other, origin), key);
  EXPECT_NE(FloatBaselineKey(spec, {"other data", "2.11.0", 2}), key);
  EXPECT_NE(FloatBaselineKey(spec, {"data", "2.12.0", 2}), key);
  EXPECT_NE(FloatBaselineKey(spec, {"data", "2.11.0", 1}), key);
}

}  // namespace
}  // namespace palimpsest
