#include "server/engine/float_cache.h"

#include <cmath>
#include <string>
#include <vector>

#include "common/base/files.h"
#include "common/base/sha256.h"
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

TEST(FloatCacheTest, ValuesThatAreNotFiniteAreNeitherStoredNorUsed) {
  const TemporaryDirectory folder;
  const FloatCache cache(folder.path());
  for (const float value : {std::nanf(""), HUGE_VALF}) {
    std::vector<NamedTensor> state = State();
    state[0].values[1] = value;
    EXPECT_TRUE(absl::IsFailedPrecondition(cache.Store("key", state)));
    EXPECT_TRUE(absl::IsNotFound(cache.Load("key").status()));
  }
}

TEST(FloatCacheTest, AFileWithValuesThatAreNotFiniteIsDamaged) {
  const TemporaryDirectory folder;
  const FloatCache cache(folder.path());
  // As an older program might have left it, checksum and all.
  Safetensors content;
  content.tensors = State();
  content.tensors[0].values[0] = std::nanf("");
  Sha256 hash;
  hash.Update("fc.weight");
  hash.Update({reinterpret_cast<const char*>(content.tensors[0].values.data()), 8});
  content.metadata["values_sha256"] = hash.HexDigest();
  const std::string path = folder.path() + "/float-key.safetensors";
  ASSERT_TRUE(WriteFileAtomically(path, *SerializeSafetensors(content)).ok());
  const absl::Status status = cache.Load("key").status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_NE(status.message().find("not finite"), absl::string_view::npos) << status;
}

TEST(FloatCacheTest, TheKeyCoversWhatTheBaselineDependsOnAndNothingElse) {
  v1::JobSpec spec;
  spec.mutable_model()->set_name("lenet5");
  FillDefaults(spec);
  const FloatBaselineOrigin origin = {"data", {"libtorch=2.11.0", "threads=2"}};
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
  EXPECT_EQ(FloatBaselineKey(spec, {"data", {"libtorch=2.11.0", "threads=2"}}), key);
  EXPECT_NE(FloatBaselineKey(spec, {"other data", {"libtorch=2.11.0", "threads=2"}}), key);
  EXPECT_NE(FloatBaselineKey(spec, {"data", {"libtorch=2.12.0", "threads=2"}}), key);
  EXPECT_NE(FloatBaselineKey(spec, {"data", {"libtorch=2.11.0"}}), key);
}

}  // namespace
}  // namespace palimpsest
